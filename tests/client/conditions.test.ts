import { expect, test } from "vitest";
import { fromQuery, toQuery } from "../../client/conditions.ts";
import { clauseProblem, readTyped, settled, splitsDay } from "../../client/filter-values.ts";
import type { App } from "../../client/wire.ts";

test.each([
  'state in ("確認中", "差戻し")',
  'state not in ("") and name like "さくら"',
  "day >= TODAY() or day is empty",
  'name = "a \\"quoted\\" word"',
  'name = "back\\\\slash"',
  "name is not empty",
])("%s survives the filter builder", (query) => {
  const filter = fromQuery(query);
  expect(filter && toQuery(filter)).toBe(query);
});

test.each(['(a = "1" or b = "2") and c = "3"', 'a = "1" and b = "2" or c = "3"', 'a = "1" and', "a", '"a" = "b"'])(
  "%s is more than the filter builder can show",
  (query) => {
    expect(fromQuery(query)).toBeUndefined();
  },
);

test("no clause is no condition", () => {
  expect(toQuery({ join: "and", clauses: [] })).toBe("");
  expect(fromQuery("")).toEqual({ join: "and", clauses: [] });
});

const typed = (type: string) =>
  ({ fields: { properties: { 項目: { type, code: "項目", label: "項目" } } } }) as unknown as App;
const clause = (operator: string, value: string) => ({ field: "項目", operator, values: [value] });

test.each([
  ["DATE", "令和8年11月1日", "2026-11-01"],
  ["DATE", "２０２６／１１／１", "2026-11-01"],
  ["DATE", "あした", "あした"],
  ["UPDATED_TIME", "2026/11/1", "2026-11-01"],
  ["UPDATED_TIME", "2026/11/1 9:05", "2026-11-01T00:05:00Z"],
  ["DATETIME", "2026/11/1 25:00", "2026/11/1 25:00"],
  ["NUMBER", "１，２００", "1200"],
  ["TIME", "午後3時", "15:00"],
  ["SINGLE_LINE_TEXT", " Ａ,1 ", "Ａ,1"],
])("in a condition on %s, %j is read as %j", (type, text, value) => {
  expect(readTyped(type, text)).toBe(value);
});

test.each([
  ["DATE", "=", "あした", true],
  ["DATE", "=", "2026-11-01", false],
  ["DATE", "=", "TODAY()", false],
  ["DATE", "=", "", false],
  ["DATE", "is empty", "", false],
  ["DATETIME", ">=", "2026/11/1 25:00", true],
  ["NUMBER", ">", "多い", true],
  ["NUMBER", ">", "-1.5", false],
  ["TIME", "<", "後で", true],
  ["SINGLE_LINE_TEXT", "=", "あした", false],
])("a condition on %s %s %j cannot be asked: %s", (type, operator, value, isRefused) => {
  expect(clauseProblem(typed(type), clause(operator, value)) !== "").toBe(isRefused);
});

test.each([
  ["UPDATED_TIME", "=", [">= 2026-10-31T15:00:00Z", "<= 2026-11-01T14:59:00Z"]],
  ["UPDATED_TIME", ">=", [">= 2026-10-31T15:00:00Z"]],
  ["UPDATED_TIME", ">", ["> 2026-11-01T14:59:00Z"]],
  ["UPDATED_TIME", "<=", ["<= 2026-11-01T14:59:00Z"]],
  ["UPDATED_TIME", "<", ["< 2026-10-31T15:00:00Z"]],
  ["DATE", "=", ["= 2026-11-01"]],
])("a day means all of it: %s %s", (type, operator, asked) => {
  const filter = { join: "and" as const, clauses: [clause(operator, "2026-11-01")] };
  const { clauses } = settled(typed(type), filter);
  expect(clauses.map((one) => `${one.operator} ${one.values[0]}`)).toEqual(asked);
  const beside = { join: "or" as const, clauses: [...filter.clauses, clause(">", "TODAY()")] };
  expect(splitsDay(typed(type), beside)).toBe(asked.length === 2);
  expect(splitsDay(typed(type), { ...filter, join: "or" })).toBe(false);
});
