import { endpoint } from "../http/endpoint.ts";
import { makeConsentCertificate } from "./make-consent-certificate.ts";
import { makeRecordPrint } from "./make-record-print.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };

/** Paper that is made when somebody asks for it. */
export const documentEndpoints = [
  endpoint({
    method: "GET",
    path: "/portal/v1/record/print.pdf",
    input: { type: "object", properties: { app: id, id }, required: ["app", "id"] },
    run: makeRecordPrint,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/record/consent.pdf",
    input: {
      type: "object",
      properties: { app: id, id, field: { type: "string", maxLength: 128 } },
      required: ["app", "id", "field"],
    },
    run: makeConsentCertificate,
  }),
];
