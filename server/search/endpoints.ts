import { endpoint, type Endpoint } from "../http/endpoint.ts";
import { hitTypes } from "./hit.ts";
import { search } from "./search.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };
const code = { type: "string", maxLength: 128 };
const orNull = (schema: { type: string }) => ({ ...schema, type: [schema.type, "null"] });
const list = (items: object, maxItems: number) => orNull({ type: "array", ...{ items, maxItems } });
const time = orNull({ type: "string", ...{ format: "date-time" } });
const scopes = list(
  {
    type: "object",
    properties: {
      scope: { enum: ["APP", "SPACE", "PEOPLE", "MESSAGE"] },
      ids: list(id, 100),
      codes: list(code, 100),
    },
    required: ["scope"],
  },
  100,
);

/** kintone's search over everything. */
export const searchEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/k/v1/search.json",
    writes: false,
    input: {
      type: "object",
      properties: {
        query: {
          type: "array",
          minItems: 1,
          maxItems: 20,
          items: {
            type: "object",
            properties: {
              operator: { enum: ["AND", "OR", "NOT"] },
              keywords: {
                type: "array",
                minItems: 1,
                maxItems: 20,
                items: { type: "string", minLength: 1, maxLength: 50, pattern: "\\S" },
              },
            },
            required: ["operator", "keywords"],
          },
        },
        types: list({ enum: hitTypes }, 20),
        scopes,
        excludeScopes: scopes,
        createdAfter: time,
        createdBefore: time,
        creators: list(code, 100),
        sort: orNull({
          type: "object",
          ...{ properties: { by: { enum: ["RELEVANCE", "CREATED_AT"] }, order: { enum: ["ASC", "DESC"] } } },
        }),
        limit: { type: "integer", minimum: 1, maximum: 20 },
        pageToken: orNull({ type: "string", ...{ maxLength: 100 } }),
      },
      required: ["query"],
    },
    run: search,
  }),
];
