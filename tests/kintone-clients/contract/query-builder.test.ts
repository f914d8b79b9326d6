import { KintoneQueryBuilder, KintoneQueryExpression } from "kintone-query-builder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { choices, definitionOf } from "../../records/workspace.ts";
import { startWorkspace, type ClientWorkspace } from "../workspace.ts";

let workspace: ClientWorkspace;
beforeAll(async () => {
  workspace = await startWorkspace(
    definitionOf("builder", {
      名称: { type: "SINGLE_LINE_TEXT" },
      数: { type: "NUMBER" },
      種別: { type: "DROP_DOWN", options: choices("p", "q") },
    }),
  );
  const { record } = await workspace.clientOf("sato");
  const rows = [
    ['a"b', 1, "p"],
    ["c\\d", 2, "q"],
    ["e", 3, "p"],
  ] as const;
  await record.addRecords({
    app: workspace.apps[0]!,
    records: rows.map(([name, number, kind]) => ({
      名称: { value: name },
      数: { value: number },
      種別: { value: kind },
    })),
  });
});
afterAll(() => workspace.stop());

const numbers = async (query: string) => {
  const { record } = await workspace.clientOf("sato");
  const { records } = await record.getRecords({ app: workspace.apps[0]!, query });
  return records.map((one) => one["数"]!.value);
};

test("what the builder writes is read: escapes, in, nested conditions, order, limit, offset", async () => {
  expect(await numbers(new KintoneQueryBuilder().where("名称", "=", 'a"b').build())).toEqual(["1"]);
  const nested = new KintoneQueryBuilder()
    .where("種別", "in", ["p"])
    .andWhere(new KintoneQueryExpression().where("数", ">=", 3).orWhere("数", "<", 2))
    .orderBy("数", "asc")
    .limit(1)
    .offset(1);
  expect(await numbers(nested.build())).toEqual(["3"]);
});
