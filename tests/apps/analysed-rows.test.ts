import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildTables } from "../../server/apps/upkeep/rebuild/rebuild-tables.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { readBin, restoreRecords } from "../../server/records/bin/bin.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { readRecords } from "../../server/records/read-records.ts";
import { recalculate } from "../../server/records/recalculating/recalculate.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import { choices, definitionOf, makeWorkspace, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());

const wire = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
const rows = (...list: object[]) => list.map((row) => ({ value: wire(row as Record<string, unknown>) }));
const inner = {
  ...{ 品: { type: "SINGLE_LINE_TEXT" }, 数: { type: "NUMBER" }, 日: { type: "DATE" }, 時: { type: "DATETIME" } },
  ...{ 色: { type: "DROP_DOWN", options: choices("赤", "青") }, 印: { type: "CHECK_BOX", options: choices("x", "y") } },
  人: { type: "USER_SELECT" },
};
const never = new AbortController().signal;
// Rights that read rows go through the same table, in lists as in the bin.
const right = (code: string, may: boolean) => ({
  ...{ entity: { type: "GROUP" as const, code }, includeSubs: false },
  ...{ viewable: may, editable: may, deletable: may },
});
const seenByRows: Partial<AppDefinition> = {
  recordAcl: {
    rights: [{ filterCond: "数 > 100", entities: [right("secretariat", false), right("hospitals", true)] }],
  },
};
const deploy = async (fields: object, more: object) => {
  const properties = { 名: { type: "SINGLE_LINE_TEXT" }, 表: { type: "SUBTABLE", fields, ...more } };
  await workspace.deploy(definitionOf("analysed", properties, seenByRows));
  return (await workspace.sql("select id from app where code = 'analysed'"))[0]!["id"] as string;
};
const fill = async () => {
  const platform = await workspace.as("sato", async (context) => context.platform);
  await recalculate(platform, never);
};
const queries = [
  ...["数 > 5", "数 >= 5 and 数 < 9", "数 > 5 and 数 < 5", '数 > 8 and 品 in ("机")', '日 < "2026-06-01"'],
  ...['時 > "2026-06-01T00:00:00Z"', '品 like "す"', '品 like "す" and 数 > 3', '品 not like "す"', '品 in ("机")'],
  ...['品 not in ("机")', '色 in ("赤")', '色 not in ("赤")', '印 in ("x")', '印 not in ("x", "y")', '人 in ("a")'],
  ...["数 > 100", "数 < 0", '日 > "2026-01-01" and 色 in ("青") and 数 > 2', '数 > 5 or 品 in ("机")'],
];
const add = (app: string, ...list: object[]) =>
  workspace.as(
    "admin",
    async (context) => (await addRecord(context, { app, record: wire({ 名: "n", 表: rows(...list) }) })).id,
  );
const find = async (app: string, query: string) => {
  const { records } = await workspace.as("sato", (context) => readRecords(context, { app, query, fields: ["$id"] }));
  return records.map((record) => record["$id"]!.value);
};
const all = async (app: string) => {
  const found: Record<string, unknown> = {};
  for (const query of queries) found[query] = await find(app, query);
  return found;
};
const isUsed = async (app: string) => {
  await find(app, "数 > 5");
  return workspace.counted.statements.some((text) => text.includes(`rec.t${app}_`));
};

test("rows in a table of their own give the same answers, from the deploy on and through every kind of write", async () => {
  const app = await deploy(inner, {});
  const full = { 品: "机", 数: "9", 日: "2026-02-01", 色: "赤", 印: ["x"], 人: [{ code: "a" }] };
  const first = await add(app, full, { 品: "いす", 数: "4" });
  await add(app, { 品: "いす", 数: "5", 日: "2026-12-01", 時: "2026-07-01T00:00:00Z", 色: "青", 印: ["x", "y"] });
  await add(app, { 品: "", 数: "" });
  await add(app);
  const hidden = await add(app, { 品: "机", 数: "101" });
  const before = await all(app);
  expect([before["数 > 5"], before["数 > 5 and 数 < 5"], await isUsed(app)]).toEqual([[first], [], false]);

  await deploy(inner, { analyse: true });
  const late = await add(app, { 品: "たな", 数: "6.5" });
  const expected = await all(app);
  expect([expected["数 > 5"], await isUsed(app)]).toEqual([[late, first], false]);
  await fill();
  expect([await isUsed(app), await all(app)]).toEqual([true, expected]);
  expect(await find(app, "")).not.toContain(hidden);

  const update = (id: string, ...list: object[]) =>
    workspace.as("admin", (context) => updateRecord(context, { app, id, record: wire({ 表: rows(...list) }) }));
  await update(late, { 品: "たな", 数: "1" });
  expect(await find(app, "数 > 5")).toEqual([first]);
  await update(late, full);
  expect(await find(app, "数 > 5")).toEqual([late, first]);
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [late] }));
  await workspace.as("a", (context) => deleteRecords(context, { app, ids: [hidden] }));
  expect(await find(app, "数 > 5")).toEqual([first]);
  const { records } = await workspace.as("sato", (context) => readBin(context, { app }));
  expect(records.map(({ id }) => id)).toEqual([late]); // what the rule hides stays hidden in the bin
  await workspace.as("sato", (context) => restoreRecords(context, { app, ids: [late] }));
  expect(await find(app, "数 > 5")).toEqual([late, first]);
});

test("another column, a copied table and the end of the analysis keep the answers right", async () => {
  const app = await deploy(inner, { analyse: true });
  const wider = { ...inner, 長: { type: "NUMBER" } };
  await deploy(wider, { analyse: true });
  const long = await add(app, { 品: "ながい", 長: "12" });
  expect([await find(app, "長 > 5"), await isUsed(app)]).toEqual([[long], false]);
  await fill();
  const expected = await all(app);
  expect([await find(app, "長 > 5"), await isUsed(app)]).toEqual([[long], true]);

  const indexed = await workspace.sql("select count(*)::int from pg_indexes where tablename like $1", [`t${app}\\_%`]);
  expect(indexed).toEqual([{ count: 5 }]); // the key, and one for each column with ranges

  const platform = await workspace.as("sato", async (context) => context.platform);
  await rebuildTables(platform, never, 3);
  await workspace.as("admin", (context) =>
    updateRecord(context, { app, id: long, record: wire({ 表: rows({ 長: "3" }) }) }),
  );
  expect([await find(app, "長 > 5"), await find(app, "長 < 5 and 長 > 0"), await isUsed(app)]).toEqual([
    [],
    [long],
    true,
  ]);

  await deploy(wider, {});
  expect([await isUsed(app), await find(app, "長 < 5 and 長 > 0")]).toEqual([false, [long]]);
  expect((await all(app))["数 > 5"]).toEqual(expected["数 > 5"]);
  const left = await workspace.sql("select relname from pg_class where relname like $1", [`t${app}\\_%`]);
  expect(left).toEqual([]);
  await add(app, { 品: "おわり" });
});
