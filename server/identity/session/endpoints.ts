import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import { languages } from "../directory.ts";
import { describeSession } from "./describe-session.ts";
import { endSession, listDevices } from "./devices.ts";
import { changeSettings } from "./settings.ts";

const nothing = { type: "object" };

/** What a person sees and changes about himself. */
export const sessionEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/portal/v1/session.json",
    duringPasswordChange: true,
    input: nothing,
    run: describeSession,
  }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/settings.json",
    input: {
      type: "object",
      properties: {
        locale: { enum: languages },
        mailNotifications: { enum: ["none", "to-me", "all"] },
        preferences: {
          type: "object",
          properties: { shortcuts: { type: "boolean" }, dense: { type: "boolean" } },
          additionalProperties: false,
        },
      },
    },
    run: changeSettings,
  }),
  endpoint({ method: "GET", path: "/portal/v1/devices.json", input: nothing, run: listDevices }),
  endpoint({
    method: "DELETE",
    path: "/portal/v1/sessions.json",
    input: {
      type: "object",
      properties: { id: { type: "string", pattern: "^[0-9a-f]{64}$" } },
      required: ["id"],
    },
    run: endSession,
  }),
];
