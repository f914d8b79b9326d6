import { afterAll, beforeAll, expect, test } from "vitest";
import { addRecord, addRecords } from "../../server/records/add-records.ts";
import { readOne } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { choices, definitionOf, failureOf, makeWorkspace, now, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;

beforeAll(async () => {
  workspace = await makeWorkspace();
  const deployed = await workspace.deploy(
    definitionOf("all-types", {
      文字列: { type: "SINGLE_LINE_TEXT", maxLength: "10", minLength: "2" },
      コード: { type: "SINGLE_LINE_TEXT", unique: true },
      必須: { type: "SINGLE_LINE_TEXT", required: true, defaultValue: "既定" },
      複数行: { type: "MULTI_LINE_TEXT" },
      リッチ: { type: "RICH_TEXT" },
      数値: { type: "NUMBER", minValue: "0", maxValue: "100" },
      番号: { type: "NUMBER", unique: true },
      ラジオ: { type: "RADIO_BUTTON", options: choices("甲", "乙"), defaultValue: "甲" },
      チェック: { type: "CHECK_BOX", options: choices("一", "二", "三"), defaultValue: [] },
      複数選択: { type: "MULTI_SELECT", options: choices("x", "y"), defaultValue: ["y"] },
      ドロップ: { type: "DROP_DOWN", options: choices("赤", "青") },
      日付: { type: "DATE" },
      時刻: { type: "TIME" },
      日時: { type: "DATETIME" },
      リンク: { type: "LINK", protocol: "WEB" },
      人: { type: "USER_SELECT" },
      組織: { type: "ORGANIZATION_SELECT" },
      グループ: { type: "GROUP_SELECT" },
      ファイル: { type: "FILE" },
      表: {
        type: "SUBTABLE",
        fields: {
          品名: { type: "SINGLE_LINE_TEXT", defaultValue: "無名" },
          個数: { type: "NUMBER" },
          色: { type: "DROP_DOWN", options: choices("赤", "青") },
          担当: { type: "USER_SELECT" },
          納品: { type: "DATETIME" },
        },
      },
    }),
  );
  app = deployed.apps[0]!.id;
});
afterAll(() => workspace.drop());

const add = (record: Record<string, { value: unknown }>) =>
  workspace.as("sato", (context) => addRecord(context, { app, record }));
const read = async (id: string) => (await workspace.as("sato", (context) => readOne(context, { app, id }))).record;

test.each([
  // field, sent, answered
  ["文字列", "あいう", "あいう"],
  ["複数行", "", ""],
  ["複数行", "一行\n二行", "一行\n二行"],
  ["リッチ", '<p onclick="x()">あ<script>alert(1)</script></p>', "<p>あ</p>"],
  ["リッチ", '<a href="javascript:alert(1)">x</a>', "<a>x</a>"],
  ["数値", " 1.50 ", "1.5"],
  ["数値", 12, "12"],
  ["数値", "1.5e1", "15"],
  ["数値", "", ""],
  ["ラジオ", "乙", "乙"],
  ["チェック", ["三", "一"], ["三", "一"]],
  ["チェック", [], []],
  ["複数選択", [], []],
  ["ドロップ", "青", "青"],
  ["ドロップ", "", null],
  ["日付", "2026-11-21", "2026-11-21"],
  ["日付", "", null],
  ["時刻", "9:05", "09:05"],
  ["日時", "2026-11-21T09:30:45+09:00", "2026-11-21T00:30:00Z"],
  ["日時", null, ""],
  ["リンク", "https://example.jp/", "https://example.jp/"],
  ["人", [{ code: "a" }], [{ code: "a", name: "a" }]],
  ["組織", [{ code: "hospital-a" }], [{ code: "hospital-a", name: "病院a" }]],
  ["グループ", [{ code: "hospitals" }], [{ code: "hospitals", name: "医療機関" }]],
  ["ファイル", [], []],
] as const)("%s sent as %j is answered as %j", async (code, sent, answered) => {
  const { id } = await add({ [code]: { value: sent } });
  const record = await read(id);
  expect(record[code]!.value).toEqual(answered);
});

test("a new record has its defaults, its system fields and revision 1", async () => {
  const added = await add({});
  expect(added.revision).toBe("1");
  const record = await read(added.id);
  expect(record).toMatchObject({
    $id: { type: "__ID__", value: added.id },
    $revision: { type: "__REVISION__", value: "1" },
    必須: { type: "SINGLE_LINE_TEXT", value: "既定" },
    ラジオ: { value: "甲" },
    複数選択: { value: ["y"] },
    人: { value: [] },
    表: { type: "SUBTABLE", value: [] },
    レコード番号: { value: `all-types-${added.id}` },
    作成者: { type: "CREATOR", value: { code: "sato", name: "sato" } },
    更新日時: { type: "UPDATED_TIME", value: now.toISOString().replace(/:\d\d\.\d+Z/, ":00Z") },
  });
});

test.each([
  // sent, failure, error keys
  [{ 数値: "多" }, "input/invalid", { "record[数値].value": ["not-number"] }],
  [{ 数値: "101" }, "input/invalid", { "record.数値.value": ["above-max"] }],
  [{ 数値: "-1" }, "input/invalid", { "record.数値.value": ["below-min"] }],
  [{ 文字列: "一" }, "input/invalid", { "record.文字列.value": ["too-short"] }],
  [{ 文字列: "一二三四五六七八九十一" }, "input/invalid", { "record.文字列.value": ["too-long"] }],
  [{ 必須: "" }, "input/invalid", { "record.必須.value": ["required"] }],
  [{ チェック: ["一", "四"] }, "input/invalid", { "record.チェック.values[1].value": ["not-option"] }],
  [{ ドロップ: "constructor" }, "input/invalid", { "record.ドロップ.value": ["not-option"] }],
  [{ 人: [{ code: "nobody" }] }, "user/not-known", { "record.人.values[0].value": ["user/not-known"] }],
  [
    { 表: [{ value: { 個数: { value: "x" } } }] },
    "input/invalid",
    { "record.表.value[0].value.個数.value": ["not-number"] },
  ],
  [{ 文字列: "a\u0000b" }, "input/invalid", { "record.文字列.value": ["wrong-characters"] }],
  [{ 文字列: ["x"] }, "input/not-json", {}],
  [{ 表: { 品名: "x" } }, "input/not-json", {}],
  [{ ファイル: [{ fileKey: "unknown" }] }, "file/not-found", {}],
] as const)("%j is refused with %s %j", async (sent, kind, keys) => {
  const before = await workspace.sql(`select count(*) from rec.r${app}`);
  const record = Object.fromEntries(Object.entries(sent).map(([code, value]) => [code, { value }]));
  expect(await failureOf(add(record))).toEqual({ kind, keys });
  expect(await workspace.sql(`select count(*) from rec.r${app}`)).toEqual(before);
});

test("unknown codes and codes that the server sets are ignored", async () => {
  const { id } = await add({
    知らない: { value: "x" },
    作成者: { value: { code: "admin" } },
    レコード番号: { value: "999999" },
  });
  expect(await read(id)).toMatchObject({
    作成者: { value: { code: "sato" } },
    レコード番号: { value: `all-types-${id}` },
  });
});

test("duplicates are refused across records, within a batch, and not against the record itself", async () => {
  const { id } = await add({ コード: { value: "K1" }, 番号: { value: "1.0" } });
  expect(await failureOf(add({ コード: { value: "K1" }, 番号: { value: "1" } }))).toEqual({
    kind: "input/invalid",
    keys: { "record.コード.value": ["not-unique"], "record.番号.value": ["not-unique"] },
  });
  const twice = [{ コード: { value: "K2" } }, { コード: { value: "K2" } }];
  const batch = workspace.as("sato", (context) => addRecords(context, { app, records: twice }));
  expect(await failureOf(batch)).toEqual({
    kind: "input/invalid",
    keys: { "records[1].コード.value": ["not-unique"] },
  });
  const record = { コード: { value: "K1" }, 数値: { value: "3" } };
  await workspace.as("sato", (context) => updateRecord(context, { app, id, record }));
  expect((await read(id))["数値"]!.value).toBe("3");
});

test("empty values never collide", async () => {
  await add({ コード: { value: "" } });
  await add({ コード: { value: "" } });
});
