import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { endpoint } from "../http/endpoint.ts";
import { id } from "./schemas.ts";

const mail = { type: "string", minLength: 1, maxLength: 128 };
const reading = { type: "string", maxLength: 64 };
const line = { type: "string", maxLength: 100 };
const guest = {
  type: "object",
  properties: {
    ...{ code: mail, name: { type: "string", minLength: 1, maxLength: 128 } },
    password: { type: "string", minLength: 3, maxLength: 64 },
    timezone: { type: "string", minLength: 1, maxLength: 64 },
    locale: { enum: ["auto", "ja", "en", "zh"] },
    ...{ surNameReading: reading, givenNameReading: reading, company: line, division: line, phone: line },
    ...{ callto: { type: "string", maxLength: 256 }, image: { type: "string" } },
  },
  required: ["code", "name", "password", "timezone"],
};
const mails = { type: "array", items: mail };

/**
 * kintone's guests, who log in with a mail address and a password. Nobody enters a portal without a client certificate, so
 * there are none: outsiders are people with an organisation and narrow rights. Requests are checked as documented first, so
 * that a program learns of its mistakes before it learns of the refusal.
 */
export const guestEndpoints = [
  endpoint({
    method: "POST",
    path: "/k/v1/guests.json",
    input: {
      type: "object",
      properties: { guests: { type: "array", minItems: 1, items: guest } },
      required: ["guests"],
    },
    run: refuseToAdministrators,
  }),
  endpoint({
    method: "DELETE",
    path: "/k/v1/guests.json",
    input: {
      type: "object",
      properties: { guests: { ...mails, minItems: 1, maxItems: 100 } },
      required: ["guests"],
    },
    run: refuseToAdministrators,
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/space/guests.json",
    input: { type: "object", properties: { id, guests: mails }, required: ["id", "guests"] },
    run: refuseToAdministrators,
  }),
];

/** @throws Failure permission/denied, or function/unsupported for those who may ask */
function refuseToAdministrators({ viewer }: Context): Promise<never> {
  return Promise.reject(new Failure(viewer.isAdministrator ? "function/unsupported" : "permission/denied"));
}
