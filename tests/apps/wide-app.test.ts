import { afterAll, beforeAll, expect, test } from "vitest";
import { addRecord, addRecords } from "../../server/records/add-records.ts";
import { restoreRecords } from "../../server/records/bin/bin.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { readHistory } from "../../server/records/history/read-history.ts";
import { readOne, readRecords } from "../../server/records/read-records.ts";
import { recalculate } from "../../server/records/recalculating/recalculate.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { choices, definitionOf, failureOf, makeWorkspace, now, type Workspace } from "../records/workspace.ts";

/** One of each kind beyond the 400th field, and what a record says in it. */
const late = {
  文字: [{ type: "SINGLE_LINE_TEXT", unique: true }, "あいう"],
  複数行: [{ type: "MULTI_LINE_TEXT" }, "一行\n二行"],
  数: [{ type: "NUMBER" }, "12.5"],
  日: [{ type: "DATE" }, "2026-11-21"],
  時: [{ type: "TIME" }, "09:30"],
  日時: [{ type: "DATETIME" }, "2026-11-21T00:30:00Z"],
  選択: [{ type: "DROP_DOWN", options: choices("赤", "青") }, "青"],
  複数: [{ type: "CHECK_BOX", options: choices("x", "y", "z") }, ["x", "z"]],
  人: [{ type: "USER_SELECT" }, [{ code: "sato", name: "sato" }]],
  組織: [{ type: "ORGANIZATION_SELECT" }, [{ code: "hospital-a", name: "病院a" }]],
  表: [{ type: "SUBTABLE", fields: { 品: { type: "SINGLE_LINE_TEXT" }, 個: { type: "NUMBER" } } }, undefined],
  計: [{ type: "CALC", expression: "数 * 2" }, undefined],
} as const;
const early = Object.fromEntries(
  Array.from({ length: 500 - Object.keys(late).length - 4 }, (_, at) => [
    `f_${at}`,
    at % 3 === 0 ? { type: "NUMBER" } : at % 3 === 1 ? { type: "SINGLE_LINE_TEXT" } : { type: "DATE" },
  ]),
);
const fields = { ...early, ...Object.fromEntries(Object.entries(late).map(([code, [field]]) => [code, field])) };

let workspace: Workspace;
let app: string;
beforeAll(async () => {
  workspace = await makeWorkspace();
  const rights = {
    recordAcl: {
      rights: [
        {
          filterCond: "",
          entities: [
            {
              ...{ entity: { type: "FIELD_ENTITY" as const, code: "組織" }, includeSubs: false },
              ...{ viewable: true, editable: true, deletable: true },
            },
            {
              ...{ entity: { type: "GROUP" as const, code: "secretariat" }, includeSubs: false },
              ...{ viewable: true, editable: true, deletable: true },
            },
          ],
        },
      ],
    },
  };
  app = (await workspace.deploy(definitionOf("wide", fields, rights))).apps[0]!.id;
});
afterAll(() => workspace.drop());

const wire = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
const full = () =>
  wire(Object.fromEntries(Object.entries(late).flatMap(([code, [, value]]) => (value ? [[code, value]] : []))));
const add = (record: ReturnType<typeof wire>) =>
  workspace.as("sato", async (context) => (await addRecord(context, { app, record })).id);
const valuesOf = async (id: string, by = "sato") => {
  const { record } = await workspace.as(by, (context) => readOne(context, { app, id }));
  return Object.fromEntries(Object.entries(record).map(([code, { value }]) => [code, value]));
};
const idsOf = async (query: string, by = "sato") => {
  const { records } = await workspace.as(by, (context) => readRecords(context, { app, query, fields: ["$id"] }));
  return records.map((record) => record["$id"]!.value);
};

test("fields beyond the 400th live in one column and behave like the others", async () => {
  const columns = await workspace.sql(
    "select count(*)::int from information_schema.columns where table_schema = 'rec' and table_name = $1",
    [`r${app}`],
  );
  expect(columns[0]!["count"]).toBe(410);

  const row = (品: string, 個: string) => ({ value: wire({ 品, 個 }) });
  const id = await add({ ...full(), f_0: { value: "7" }, 表: { value: [row("机", "3"), row("椅子", "8")] } });
  const empty = await add(wire({ f_1: "x" }));
  const other = await add(wire({ 文字: "え", 数: "9", 選択: "赤", 日: "2026-11-20", 組織: [{ code: "hospital-b" }] }));

  const read = await valuesOf(id);
  for (const [code, [, value]] of Object.entries(late))
    if (value !== undefined) expect(read[code], code).toEqual(value);
  expect(read).toMatchObject({ f_0: "7", 計: "25", 表: [{ value: { 品: { value: "机" } } }, { value: {} }] });
  expect(await valuesOf(empty)).toMatchObject({ 文字: "", 数: "", 日: null, 選択: null, 複数: [], 人: [], 表: [] });

  for (const [query, expected] of [
    ['文字 = "あいう"', [id]],
    ['文字 like "いう"', [id]],
    ['複数行 like "二行"', [id]],
    ["数 > 9", [id]],
    ["数 = 9", [other]],
    ['日 <= "2026-11-20"', [other]],
    ['時 < "10:00"', [id]],
    ['日時 = "2026-11-21T00:30:00Z"', [id]],
    ['選択 in ("青")', [id]],
    ['選択 not in ("青") order by $id asc', [empty, other]],
    ['複数 in ("z")', [id]],
    ['人 in ("sato")', [id]],
    ['品 in ("椅子") and 個 > 7', [id]],
    ['品 in ("机") and 個 > 7', []],
    ["計 = 25", [id]],
    ["複数行 is empty", [other, empty]],
    ["order by 数 asc", [empty, other, id]],
    ["order by 選択 desc", [id, other, empty]],
    ["order by 文字 desc", [other, id, empty]],
    ["order by 日 asc limit 2 offset 1", [other, id]],
  ] as const) {
    expect([query, await idsOf(query)]).toEqual([query, expected]);
  }
  expect(await idsOf("order by $id asc", "a")).toEqual([id]);
});

test("a change of one field leaves the others alone, and history, bin and calculation know it", async () => {
  const id = await add({ ...full(), 文字: { value: "か" } });
  const { 組織: _, ...rest } = await valuesOf(id);
  await workspace.as("sato", (context) => updateRecord(context, { app, id, record: wire({ 選択: "赤", 組織: [] }) }));
  expect(await valuesOf(id)).toMatchObject({
    ...rest,
    ...{ 選択: "赤", 組織: [], $revision: "2", 更新日時: expect.anything() },
  });
  const { revisions } = await workspace.as("sato", (context) => readHistory(context, { app, id }));
  expect(revisions[0]!.changes.map(({ code }) => code).sort()).toEqual(["組織", "選択"]);

  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [id] }));
  await workspace.as("sato", (context) => restoreRecords(context, { app, ids: [id] }));
  expect(await valuesOf(id)).toMatchObject({ 選択: "赤", 数: "12.5", 複数: ["x", "z"] });

  await workspace.deploy(definitionOf("wide", { ...fields, 計: { type: "CALC", expression: "数 * 4" } }));
  const makesOwn = await workspace.as("sato", async ({ platform }) => platform);
  await recalculate({ ...makesOwn, clock: () => now }, new AbortController().signal);
  expect(await valuesOf(id)).toMatchObject({ 計: "50", 数: "12.5", 選択: "赤" });
});

test("no duplicates holds beyond the 400th field, also against a parallel save", async () => {
  await add(wire({ 文字: "重複" }));
  const taken = { kind: "input/invalid", keys: { "record.文字.value": ["not-unique"] } };
  expect(await failureOf(add(wire({ 文字: "重複" })))).toEqual(taken);
  const both = await Promise.allSettled([add(wire({ 文字: "同時" })), add(wire({ 文字: "同時" }))]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const rejected = both.find((one) => one.status === "rejected");
  expect(await failureOf(Promise.reject(rejected!.reason as Error))).toEqual(taken);
  const twice = workspace.as("sato", (context) =>
    addRecords(context, { app, records: [wire({ 文字: "対" }), wire({ 文字: "対" })] }),
  );
  expect((await failureOf(twice)).keys).toEqual({ "records[1].文字.value": ["not-unique"] });
});

test("an index beyond the columns, and a 501st field, are refused", async () => {
  const more = definitionOf("wide", { ...fields, もう一つ: { type: "NUMBER" }, 更に: { type: "NUMBER" } });
  await workspace.deploy(more);
  await expect(workspace.deploy({ ...more, indexes: ["更に"] })).rejects.toThrow("only the first 400 fields can");
  const tooMany = definitionOf("wide", { ...more.fields.properties, まだ: { type: "NUMBER" } });
  await expect(workspace.deploy(tooMany)).rejects.toThrow("at most 500");
});
