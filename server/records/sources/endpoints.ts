import { endpoint } from "../../http/endpoint.ts";
import { findCandidates } from "./find-candidates.ts";
import { readRelated } from "./read-related.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };
const field = { type: "string", maxLength: 128 };

/** What can be asked of other apps from within a record. */
export const sourceEndpoints = [
  endpoint({
    method: "GET",
    path: "/portal/v1/lookup.json",
    input: {
      type: "object",
      properties: { app: id, field, q: { type: "string", maxLength: 200 } },
      required: ["app", "field"],
    },
    run: findCandidates,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/related.json",
    input: {
      type: "object",
      properties: { app: id, record: id, field, offset: { type: "integer", minimum: 0, maximum: 10_000 } },
      required: ["app", "record", "field"],
    },
    run: readRelated,
  }),
];
