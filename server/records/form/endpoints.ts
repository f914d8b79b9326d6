import { endpoint } from "../../http/endpoint.ts";
import { findAssignables } from "../process/find-assignables.ts";
import { findPickables } from "./find-pickables.ts";
import { previewRecord } from "./preview-record.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };

/** What a form asks while it is being filled in. */
export const formEndpoints = [
  endpoint({
    method: "POST",
    path: "/portal/v1/record/preview.json",
    writes: false,
    input: {
      type: "object",
      properties: { app: id, id: { type: ["string", "null"], pattern: "^[0-9]{1,18}$" }, values: { type: "object" } },
      required: ["app", "values"],
    },
    run: previewRecord,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/pickables.json",
    input: {
      type: "object",
      properties: { app: id, field: { type: "string", maxLength: 128 }, q: { type: "string", maxLength: 64 } },
      required: ["app", "field"],
    },
    run: findPickables,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/assignables.json",
    input: {
      type: "object",
      properties: { app: id, record: id, q: { type: "string", maxLength: 64 } },
      required: ["app", "record"],
    },
    run: findAssignables,
  }),
];
