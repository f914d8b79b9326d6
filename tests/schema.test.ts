import { expect, test } from "vitest";
import { checkInput, checkSchema, parseJson } from "../server/schema.ts";
import { failureOf } from "./records/workspace.ts";

const schema = {
  type: "object",
  properties: {
    app: { type: "string", pattern: "^[0-9]+$" },
    limit: { type: "integer", minimum: 1, maximum: 100 },
    ids: { type: "array", items: { type: "string" } },
    totalCount: { type: "boolean" },
    parent: { type: ["string", "null"] },
    few: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 2 },
    month: { type: "string", pattern: "^([1-9]|1[0-2])$", maximum: 12 },
    views: {
      type: "object",
      propertyNames: { maxLength: 6 },
      additionalProperties: { type: "object", required: ["index"] },
    },
    rows: { type: "array", items: { type: "object", properties: { revision: { type: "string" }, record: {} } } },
  },
  required: ["app"],
};

test.each([
  [
    "query",
    { app: "1", ids: "3", totalCount: "true", limit: "5" },
    { app: "1", ids: ["3"], totalCount: true, limit: 5 },
  ],
  ["query", { app: "1", limit: "" }, { app: "1" }],
  ["body", { app: 1, ids: [3] }, { app: "1", ids: ["3"] }],
  [
    "body",
    { app: 1, limit: null, ids: null, parent: null, rows: [{ revision: null, record: { x: null } }] },
    { app: "1", parent: null, rows: [{ record: { x: null } }] },
  ],
] as const)("%s input %j is read as %j", (how, input, expected) => {
  expect(checkInput(schema, structuredClone(input) as Record<string, unknown>, how)).toEqual(expected);
});

test.each([
  [{}, "input/invalid", { app: ["required-parameter"] }],
  [{ app: null }, "input/invalid", { app: ["required-parameter"] }],
  [{ app: "x", limit: 0 }, "input/invalid", { app: ["not-integer"], limit: ["below-minimum"] }],
  [{ app: "", limit: "x" }, "input/invalid", { app: ["required-parameter"], limit: ["not-integer"] }],
  [{ app: "-1", totalCount: "x" }, "input/invalid", { app: ["below-minimum"], totalCount: ["not-boolean"] }],
  [{ app: "1", few: [] }, "input/invalid", { few: ["required-parameter", "size"] }],
  [{ app: "1", few: ["a", "b", "c"] }, "input/invalid", { few: ["size"] }],
  [{ app: "1", month: "13" }, "input/invalid", { month: ["above-maximum"] }],
  [{ app: "1", views: { "1.a": {} } }, "input/invalid", { "views[1.a].index": ["required-parameter"] }],
  [{ app: "1", views: { toolong: { index: "1" } } }, "input/invalid", { "views[toolong]": ["too-long"] }],
  [{ app: "1", ids: [{}] }, "input/not-json", {}],
  [{ app: { id: 1 } }, "input/not-json", {}],
  [JSON.parse('{"app": "1", "x": {"__proto__": {}}}'), "input/not-json", {}],
  [{ app: "1", deep: JSON.parse("[".repeat(40) + "]".repeat(40)) as unknown }, "input/not-json", {}],
])("input %j is refused", async (input, kind, keys) => {
  const attempt = (async () => checkInput(schema, input as Record<string, unknown>, "body"))();
  expect(await failureOf(attempt)).toEqual({ kind, keys });
});

test("text that is no JSON is refused, and problems are capped", () => {
  expect(() => parseJson("{")).toThrow("input/not-json");
  const many = checkSchema({ type: "array", items: { type: "string" } }, Array(1_000).fill(1));
  expect(many).toHaveLength(100);
  expect(many[7]!.path).toBe("7");
});
