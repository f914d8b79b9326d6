import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { requireApp } from "../../server/apps/require-app.ts";
import { grams } from "../../server/query/grams.ts";
import { searchText } from "../../server/query/search-text.ts";
import { addRecords } from "../../server/records/add-records.ts";
import { aggregateRecords } from "../../server/records/aggregating/aggregate.ts";
import { evaluateRecords } from "../../server/records/evaluate-records.ts";
import { listRecords, type ListInput } from "../../server/records/list-records.ts";
import { readRecord } from "../../server/records/read-record.ts";
import { readRecords } from "../../server/records/read-records.ts";
import { choices, definitionOf, failureOf, makeWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;

const records = [
  { 名称: "東京病院", 病床: "300", 種別: "乙", 開設: "2001-01-01" },
  { 名称: "大阪ｾﾝﾀｰ", 病床: "20", 種別: "甲", 開設: "" },
  { 名称: "Ａｌｐｈａクリニック", 病床: "", 種別: "甲", 開設: "1999-05-05" },
  { 名称: "京都病院", 病床: "20", 種別: "丙", 開設: "2020-02-02" },
  { 名称: "がんセンター", 病床: "100.5", 種別: "", 開設: "2001-01-01" },
];

beforeAll(async () => {
  workspace = await makeWorkspace();
  const options = { 甲: { label: "甲", index: "2" }, 乙: { label: "乙", index: "1" }, 丙: { label: "丙", index: "0" } };
  const fields = {
    名称: { type: "SINGLE_LINE_TEXT" },
    病床: { type: "NUMBER" },
    種別: { type: "DROP_DOWN", options: choices("甲", "乙", "丙") },
    開設: { type: "DATE" },
    表: { type: "SUBTABLE", fields: { 品: { type: "SINGLE_LINE_TEXT" } } },
  };
  const views = {
    大きい順: { type: "LIST", index: "0", name: "大きい順", filterCond: "病床 > 10", sort: "病床 desc" },
  } as const;
  await workspace.deploy(definitionOf("lists", fields, { views: { views } }));
  const reordered = { ...fields, 種別: { type: "DROP_DOWN", options } };
  app = (await workspace.deploy(definitionOf("lists", reordered, { views: { views }, indexes: ["病床", "種別"] })))
    .apps[0]!.id;
  const wire = records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([code, value]) => [code, { value }])),
  );
  await workspace.as("sato", (context) => addRecords(context, { app, records: wire }));
});
afterAll(() => workspace.drop());

const list = (input: Omit<ListInput, "app">) =>
  workspace.as("sato", (context) => listRecords(context, { app, ...input }));
const names = (found: { records: Record<string, { value: unknown }>[] }) =>
  found.records.map((record) => record["$id"]!.value);

test.each([
  // sort, ids in order; ties by id descending, empty values first when ascending
  ["", ["5", "4", "3", "2", "1"]],
  ["病床 asc", ["3", "4", "2", "5", "1"]],
  ["病床 desc", ["1", "5", "4", "2", "3"]],
  ["種別 asc", ["5", "4", "1", "3", "2"]],
  ["種別 desc", ["3", "2", "1", "4", "5"]],
  ["開設 asc, 病床 desc", ["2", "3", "1", "5", "4"]],
  ["名称 asc", ["5", "4", "2", "1", "3"]],
  ["$id asc", ["1", "2", "3", "4", "5"]],
])("sorted by %j, in one piece and page by page", async (sort, expected) => {
  expect(names(await list({ sort }))).toEqual(expected);
  for (const limit of [1, 2, 4]) {
    const seen: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await list({ sort, limit, ...(after && { after }) });
      seen.push(...names(page));
      after = page.next ?? undefined;
    } while (after);
    expect(seen).toEqual(expected);
  }
  expect(names(await list({ sort, offset: 2, limit: 2 }))).toEqual(expected.slice(2, 4));
});

test("a cursor is bound to its sort, and garbage is none", async () => {
  const { next } = await list({ sort: "病床 asc", limit: 1 });
  for (const after of [next!, "garbage", Buffer.from("[]").toString("base64url")]) {
    expect(await failureOf(list({ sort: "病床 desc", after }))).toEqual({
      kind: "input/invalid",
      keys: { after: ["wrong-shape"] },
    });
  }
});

test("a view, a condition and a search narrow together; the view's order holds unless another is asked", async () => {
  expect(names(await list({ view: "大きい順" }))).toEqual(["1", "5", "4", "2"]);
  expect(names(await list({ view: "大きい順", query: "病床 < 200", sort: "病床 asc" }))).toEqual(["4", "2", "5"]);
  const found = await list({ view: "大きい順", search: "病院", totalCount: true, fields: "名称" });
  expect(found.totalCount).toBe("2");
  expect(Object.keys(found.records[0]!)).toEqual(["名称", "$id", "$revision"]);
  expect((await failureOf(list({ view: "ない" }))).keys).toEqual({ view: ["not-known"] });
});

test.each([
  // search, ids: width, case and kana are folded, from one character on
  ["病院", ["4", "1"]],
  ["京", ["4", "1"]],
  ["センター", ["5", "2"]],
  ["せんたー", ["5", "2"]],
  ["ｾﾝﾀ", ["5", "2"]],
  ["ALPHA", ["3"]],
  ["alphaくりにっく", ["3"]],
  ["東京病院", ["1"]],
  ["%", []],
  ["_", []],
  ["無い語", []],
])("searching %j finds %j", async (search, expected) => {
  expect(names(await list({ search }))).toEqual(expected);
});

test("the number of statements does not grow with the answer", async () => {
  const count = async (work: Parameters<typeof workspace.as>[1]) => {
    await workspace.as("sato", work);
    return workspace.counted.statements.length;
  };
  for (const limit of [1, 5]) {
    expect(await count((context) => listRecords(context, { app, limit, totalCount: true }))).toBe(2);
    expect(await count((context) => readRecords(context, { app, query: `limit ${limit}`, totalCount: true }))).toBe(2);
  }
  expect(await count((context) => readRecord(context, { app, id: "1" }))).toBe(2);
  expect(await count((context) => evaluateRecords(context, { app, ids: ["1", "2", "3"] }))).toBe(1);
});

test.each([
  ["limit 501", "query/limit"],
  ["offset 10001", "query/offset"],
  ["order by 表", "query/sort"],
  ['品 = "x"', "query/operator-in-table"],
  ["名称 like", "query/syntax"],
  ["名称 = 'x'", "query/syntax"],
  ['種別 in ("丁")', "query/option"],
  ['病床 like "1"', "query/operator"],
])("the query %j is refused with %s", async (query, kind) => {
  expect((await failureOf(workspace.as("sato", (context) => readRecords(context, { app, query })))).kind).toBe(kind);
});

test("with many records, words of two and three characters are found by the index", async () => {
  const words = ["検査", "予約", "受付", "薬局", "外来", "手術", "救急", "看護", "医師", "事務", "会計", "入院"];
  await workspace.as("sato", async (context) => {
    const field = requireApp(context, app).app.fields.get("名称")!;
    const found = context.apps.byId(app)!;
    const rows = Array.from({ length: 20_000 }, (_, at) => {
      const name = `${words[at % 12]}${words[(at * 7) % 11]}${at}号${at === 777 ? "珍しい語" : ""}`;
      const txt = searchText(found, (one) => (one.code === field.code ? name : null));
      return { name, txt, grams: grams(txt) };
    });
    await transaction(workspace.database.owner, async (tx) => {
      await tx.execute(
        `with v as (select nextval(pg_get_serial_sequence('rec.r${app}', 'id')) as id, v.* from jsonb_to_recordset($1::jsonb) v(name text, txt text, grams int[])),
         i as (insert into rec.r${app} (id, created_at, updated_at, ${field.column}) select id, now(), now(), name from v)
         insert into rec.s${app} select id, txt, grams from v`,
        [JSON.stringify(rows)],
      );
      await tx.execute(`select gin_clean_pending_list('rec.s${app}_grams')`); // as autovacuum does
      await tx.execute(`analyze rec.r${app}, rec.s${app}`);
    });
  });
  for (const [search, expected] of [
    ["珍し", 1],
    ["珍しい", 1],
    ["777号", 1],
    ["東京", 1],
  ] as const) {
    const found = await list({ search });
    expect(found.records.length, search).toBeGreaterThanOrEqual(expected);
    const { statements, values } = workspace.counted;
    const plan = await workspace.sql(`explain ${statements[0]}`, values[0] as unknown[]);
    expect(plan.map((row) => row["QUERY PLAN"]).join("\n"), search).toContain(`s${app}_grams`);
  }
});

test.each([
  // groups, aggregations, query, keys with values
  [[], ["COUNT", "SUM:病床", "MIN:開設"], "$id <= 5", [[[], ["5", "440.5", "1999-05-05"]]]],
  [
    ["種別"],
    ["COUNT", "AVERAGE:病床"],
    "",
    [
      [["丙"], ["1", "20"]],
      [["乙"], ["1", "300"]],
      [["甲"], ["2", "20"]],
    ],
  ],
  [["種別"], ["MAX:病床"], "病床 > 100", [[["乙"], ["300"]]]],
  [
    ["開設:YEAR"],
    ["COUNT"],
    "",
    [
      [["1999-01-01"], ["1"]],
      [["2001-01-01"], ["2"]],
      [["2020-01-01"], ["1"]],
    ],
  ],
  [["開設:WEEK"], ["MAX:病床"], 'レコード = "1"', "query/field"],
  [["開設:WEEK", "種別"], ["COUNT"], "$id = 1", [[["2000-12-31", "乙"], ["1"]]]],
  [["病床"], ["COUNT"], "$id in (2, 4)", [[["20"], ["2"]]]],
  [["表"], ["COUNT"], "", "input/invalid"],
  [["品"], ["COUNT"], "", "query/field"],
  [["種別:MONTH"], ["COUNT"], "", "input/invalid"],
  [["名称"], ["SUM:名称"], "", "input/invalid"],
  [["名称"], ["COUNT:名称"], "", "input/invalid"],
  [["名称"], ["COUNT"], "limit 1", "input/invalid"],
] as const)("grouped by %j, %j of %j", async (groups, aggregations, query, expected) => {
  const found = workspace.as("sato", (context) => aggregateRecords(context, { app, groups, aggregations, query }));
  if (typeof expected === "string") return expect((await failureOf(found)).kind).toBe(expected);
  expect((await found).groups.map(({ keys, values }) => [keys.map(({ code }) => code), values])).toEqual(expected);
});
