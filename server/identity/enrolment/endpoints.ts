import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import { cancelInvitation, invite } from "./invite.ts";
import { invitationLetter } from "./letter.ts";

const user = { type: "integer", minimum: 1 };

/** Invitations to fetch a certificate. */
export const enrolmentEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/invite.json",
    audience: "administrator",
    input: {
      type: "object",
      properties: { user, deviceName: { type: "string", maxLength: 64 } },
      required: ["user"],
    },
    run: invite,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/invite/cancel.json",
    audience: "administrator",
    input: { type: "object", properties: { id: { type: "string", pattern: "^[0-9]{1,18}$" } }, required: ["id"] },
    run: cancelInvitation,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/letter.pdf",
    audience: "administrator",
    input: {
      type: "object",
      properties: { user, initialPassword: { type: "string", minLength: 1, maxLength: 128 } },
      required: ["user", "initialPassword"],
    },
    run: invitationLetter,
  }),
];
