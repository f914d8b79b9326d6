import { expect, test } from "vitest";
import { fromQuery, toQuery } from "../../client/conditions.ts";

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
