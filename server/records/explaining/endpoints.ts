import { endpoint } from "../../http/endpoint.ts";
import { explain } from "./explain.ts";
import { findPeople } from "./find-people.ts";
import { readMatrix } from "./read-matrix.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };

/** What the people who run an app ask about its rights. */
export const explainingEndpoints = [
  endpoint({
    method: "GET",
    path: "/portal/v1/access/explain.json",
    input: {
      type: "object",
      properties: {
        app: id,
        user: { type: "string", minLength: 1, maxLength: 128 },
        record: id,
        field: { type: "string", maxLength: 128 },
      },
      required: ["app", "user"],
    },
    run: explain,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/access/people.json",
    input: {
      type: "object",
      properties: { app: id, q: { type: "string", maxLength: 64 } },
      required: ["app"],
    },
    run: findPeople,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/access/matrix.json",
    input: {
      type: "object",
      properties: { app: id, record: id, offset: { type: "integer", minimum: 0, maximum: 1_000_000 } },
      required: ["app"],
    },
    run: readMatrix,
  }),
];
