import { afterAll, beforeAll, expect, test } from "vitest";
import { addRecord } from "../../server/records/add-records.ts";
import { listRecords } from "../../server/records/list-records.ts";
import { readOne, readRecords } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, failureOf, makeWorkspace, now, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;

const fields = {
  単価: { type: "NUMBER" },
  数: { type: "NUMBER" },
  名: { type: "SINGLE_LINE_TEXT" },
  期日: { type: "DATE" },
  小計: { type: "CALC", expression: "単価 * 数", required: true },
  比: { type: "CALC", expression: "単価 / 数" },
  題: { type: "SINGLE_LINE_TEXT", expression: '名 & "/" & 小計 & "円"', required: true },
  翌日: { type: "CALC", expression: "期日 + 86400", format: "DATE" },
  更新: { type: "CALC", expression: "更新日時", format: "DATETIME" },
  誰: { type: "SINGLE_LINE_TEXT", expression: '作成者 & "→" & 更新者' },
  表: {
    type: "SUBTABLE",
    fields: { 品: { type: "SINGLE_LINE_TEXT" }, 額: { type: "NUMBER" }, 倍: { type: "CALC", expression: "額 * 数" } },
  },
  総計: { type: "CALC", expression: "小計 + SUM(倍)" },
};

beforeAll(async () => {
  workspace = await makeWorkspace();
  app = (await workspace.deploy(definitionOf("formulas", fields))).apps[0]!.id;
});
afterAll(() => workspace.drop());

const wire = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
const add = async (values: Record<string, unknown>) =>
  (await workspace.as("sato", (context) => addRecord(context, { app, record: wire(values) }))).id;
const update = (id: string, values: Record<string, unknown>, at = now, who = "sato") =>
  workspace.as(who, (context) => updateRecord(context, { app, id, record: wire(values) }), at);
const read = async (id: string) => {
  const { record } = await workspace.as("sato", (context) => readOne(context, { app, id }));
  return Object.fromEntries(Object.entries(record).map(([code, { value }]) => [code, value]));
};
const found = async (query: string) => {
  const { records } = await workspace.as("sato", (context) => readRecords(context, { app, query }));
  return records.map((record) => record["名"]!.value);
};

test("values are computed on the merged record, and what is sent for them is ignored", async () => {
  const id = await add({ 単価: "100", 数: "3", 名: "机", 期日: "2026-11-30", 小計: "999999", 題: "偽" });
  expect(await read(id)).toMatchObject({ 小計: "300", 比: "33.3333", 題: "机/300円", 翌日: "2026-12-01", 総計: "300" });
  await update(id, { 数: "4", 題: "偽", 総計: "1" });
  expect(await read(id)).toMatchObject({ 小計: "400", 題: "机/400円", 総計: "400" });
  await update(id, { 数: "" });
  expect(await read(id)).toMatchObject({ 小計: "0", 比: "", 題: "机/0円" });
});

test("rows of tables are computed too, when they are sent and when only a field outside changes", async () => {
  const id = await add({
    数: "2",
    単価: "1",
    表: [{ value: wire({ 額: "10", 倍: "7" }) }, { value: wire({ 品: "x" }) }],
  });
  const doubled = async () =>
    ((await read(id))["表"] as { id: string; value: Record<string, { value: unknown }> }[]).map((row) => [
      row.id,
      row.value["倍"]!.value,
    ]);
  const [first, second] = await doubled();
  expect([first![1], second![1]]).toEqual(["20", "0"]);
  await update(id, { 数: "5" });
  expect(await doubled()).toEqual([
    [first![0], "50"],
    [second![0], "0"],
  ]);
  expect(await read(id)).toMatchObject({ 総計: "55" });
  await update(id, { 表: [{ id: second![0], value: wire({ 額: "1", 倍: "0" }) }] });
  expect(await doubled()).toEqual([[second![0], "5"]]);
  await update(id, { 表: [] });
  expect(await read(id)).toMatchObject({ 表: [], 総計: "5" });
});

test("who changed the record and when are those of this very save", async () => {
  const id = await add({ 名: "時" });
  expect(await read(id)).toMatchObject({ 更新: "2026-11-21T01:02:00Z", 誰: "sato→sato" });
  await update(id, { 名: "刻" }, new Date("2026-11-22T05:06:07Z"), "admin");
  expect(await read(id)).toMatchObject({ 更新: "2026-11-22T05:06:00Z", 誰: "sato→admin" });
});

test("computed values are filtered, sorted and searched like any other", async () => {
  await add({ 名: "q9", 単価: "9", 数: "100000001" });
  await add({ 名: "q10", 単価: "10", 数: "100000001", 期日: "2026-11-30" });
  expect(await found("小計 > 900000000 order by 小計 desc")).toEqual(["q10", "q9"]);
  expect(await found('小計 in ("1000000010")')).toEqual(["q10"]);
  expect(await found('翌日 = "2026-12-01" and 小計 > 900000000')).toEqual(["q10"]);
  expect(await found('更新 >= "2026-11-21T10:02:00+09:00" and 小計 > 900000000 order by 名 asc')).toEqual([
    "q10",
    "q9",
  ]);
  expect(await found('題 = "q9/900000009円"')).toEqual(["q9"]);
  const { records } = await workspace.as("sato", (context) => listRecords(context, { app, search: "q9/9000" }));
  expect(records).toHaveLength(1);
  expect((await failureOf(found('小計 like "1"'))).kind).toBe("query/operator");
});

test("a save without formulas to compute anew changes no computed value and writes the same statements", async () => {
  const id = await add({ 名: "同", 単価: "2", 数: "2" });
  await update(id, { 名: "同" });
  const [, last] = await workspace.sql(
    "select diff from history where app_id = $1 and record_id = $2 order by revision",
    [app, id],
  );
  expect(last!["diff"]).toEqual({});
});
