import { endpoint, type Endpoint } from "../http/endpoint.ts";
import { revocationReasons } from "./crl.ts";
import { listCertificates } from "./list-certificates.ts";
import { revokeCertificate } from "./revoke-certificate.ts";

/** The registry of certificates, for administrators. */
export const certificateEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/portal/v1/admin/certificates.json",
    audience: "administrator",
    input: {
      type: "object",
      properties: {
        q: { type: "string", maxLength: 100 },
        user: { type: "integer", minimum: 1 },
        status: { enum: ["active", "expired", "revoked", "superseded"] },
        offset: { type: "integer", minimum: 0 },
        limit: { type: "integer", minimum: 1, maximum: 100 },
      },
    },
    run: listCertificates,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/certificate/revoke.json",
    audience: "administrator",
    input: {
      type: "object",
      properties: {
        id: { type: "string", pattern: "^[0-9]{1,18}$" },
        reason: { enum: Object.keys(revocationReasons), default: "unspecified" },
      },
      required: ["id"],
    },
    run: revokeCertificate,
  }),
];
