import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { purgeParked } from "../../server/apps/upkeep/purge-parked.ts";
import { rebuildTables } from "../../server/apps/upkeep/rebuild/rebuild-tables.ts";
import * as rebuildStore from "../../server/apps/upkeep/rebuild/store.ts";
import { indexesOf } from "../../server/apps/app-indexes.ts";
import { addRecord, addRecords } from "../../server/records/add-records.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { readOne, readRecords } from "../../server/records/read-records.ts";
import { recalculate } from "../../server/records/recalculating/recalculate.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, failureOf, makeWorkspace, now, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());

const text = { type: "SINGLE_LINE_TEXT" };
const never = new AbortController().signal;
const dayMs = 86_400_000;
const platform = () => workspace.as("sato", async (context) => context.platform);
const purgeAfter = async (days: number) =>
  purgeParked({ ...(await platform()), clock: () => new Date(now.getTime() + days * dayMs) }, never);
const wire = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
const add = (app: string, values: Record<string, unknown>) =>
  workspace.as("sato", async (context) => (await addRecord(context, { app, record: wire(values) })).id);
const valuesOf = async (app: string, id: string) => {
  const { record } = await workspace.as("sato", (context) => readOne(context, { app, id }));
  return Object.fromEntries(Object.entries(record).map(([code, { value }]) => [code, value]));
};
const columnsOf = async (app: string) =>
  (
    await workspace.sql(
      `select attname from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname ~ '^f[0-9]' order by attnum`,
      [`rec.r${app}`],
    )
  ).map(({ attname }) => attname);

test("a removed field comes back with its data for 30 days, and is forgotten after that", async () => {
  const table = (...codes: string[]) => ({
    type: "SUBTABLE",
    fields: Object.fromEntries(codes.map((code) => [code, text])),
  });
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`n${at}`, { type: "NUMBER" }]));
  const all = { 名: text, 表: table("品", "数"), ...many, 外: text, 外表: table("外品", "外数") };
  const few = { 表: table("品"), ...many, 外表: table("外品") };
  const app = (await workspace.deploy(definitionOf("parked", all))).apps[0]!.id;
  const values = {
    ...{ 名: "ひみつ", 外: "そとのひみつ" },
    表: [{ value: wire({ 品: "机", 数: "ふたつ" }) }],
    外表: [{ value: wire({ 外品: "椅子", 外数: "みっつ" }) }],
  };
  const id = await add(app, values);
  const shown = await valuesOf(app, id);
  const binned = await add(app, { ...values, n0: "5" });
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [binned] }));
  await workspace.deploy(definitionOf("parked", few));
  await purgeAfter(29);
  await workspace.deploy(definitionOf("parked", all));
  expect(await valuesOf(app, id)).toMatchObject({
    名: "ひみつ",
    外: "そとのひみつ",
    表: shown["表"],
    外表: shown["外表"],
  });

  await workspace.deploy(definitionOf("parked", few));
  const before = await columnsOf(app);
  await purgeAfter(31);
  expect(await columnsOf(app)).toEqual(before.filter((name) => name !== "f1"));
  await recalculate({ ...(await platform()), clock: () => now }, never);
  const [row] = await workspace.sql(
    `select (select to_jsonb(r)::text from rec.r${app} r) as row, (select txt from rec.s${app}) as txt,
       (select string_agg(diff::text, ' ') from history where app_id = $1 and diff ? '1') as history,
       (select string_agg(record::text, ' ') from bin where app_id = $1) as bin,
       (select physical::text from app_revision where app_id = $1 order by revision desc limit 1) as physical`,
    [app],
  );
  for (const gone of ["ひみつ", "ふたつ", "みっつ"]) {
    expect(row!["row"]).not.toContain(gone);
    expect(row!["txt"]).not.toContain(gone);
  }
  expect(row!["history"]).toBeNull();
  expect(row!["bin"]).toContain("created_at"); // the record itself is still there
  expect(row!["bin"]).not.toContain("ひみつ");
  expect(row!["row"]).toContain("机");
  expect(row!["physical"]).not.toContain("isPurged");
  await workspace.deploy(definitionOf("parked", all));
  const empty = { 品: { value: "机" }, 数: { value: "" } };
  expect(await valuesOf(app, id)).toMatchObject({ 名: "", 外: "", 表: [{ value: empty }] });
});

test("the categories of a switched off feature sleep longer than that", async () => {
  const withTree = (enable: boolean) => ({
    ...definitionOf("asleep", { 名: text }),
    categories: { enable, tree: [{ name: "急ぎ" }] },
  });
  const app = (await workspace.deploy(withTree(true))).apps[0]!.id;
  const before = await columnsOf(app);
  await workspace.deploy(withTree(false));
  await purgeAfter(400);
  expect(await columnsOf(app)).toEqual(before);
});

test("a table whose column numbers are used up is copied while people write, and ending in between loses nothing", async () => {
  const fields = { k: { ...text, unique: true }, n: { type: "NUMBER" } };
  const app = (await workspace.deploy(definitionOf("worn", fields))).apps[0]!.id;
  for (let at = 0; at < 25; at++) {
    const records = Array.from({ length: 100 }, (_, i) => wire({ k: `k${at}-${i}`, n: "1" }));
    await workspace.as("sato", (context) => addRecords(context, { app, records }));
  }
  for (let at = 0; at < 20; at++) {
    await workspace.sql(`alter table rec.r${app} add column x integer`);
    await workspace.sql(`alter table rec.r${app} drop column x`);
  }
  const width = async () =>
    (await workspace.sql("select relnatts::int from pg_class where oid = $1::regclass", [`rec.r${app}`]))[0]![
      "relnatts"
    ];
  expect(await width()).toBeGreaterThan(25);

  // A process that died after its first batch.
  const deployed = await workspace.as("sato", async ({ apps }) => apps.byId(app)!);
  const { owner } = workspace.database;
  await transaction(owner, (tx) => rebuildStore.beginCopy(tx, deployed, indexesOf(deployed)));
  await transaction(owner, (tx) => rebuildStore.copyBatch(tx, app, 1_000));
  await workspace.as("sato", (context) => updateRecord(context, { app, id: "3", record: wire({ n: "33" }) }));
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: ["4", "2400"] }));
  await workspace.as("sato", (context) => updateRecord(context, { app, id: "2401", record: wire({ n: "44" }) }));

  let isDone = false;
  const rebuilding = platform()
    .then((one) => rebuildTables(one, never, 25))
    .finally(() => (isDone = true));
  const writing = [0, 1, 2].map(async (writer) => {
    const added: string[] = [];
    for (let at = 0; !isDone && at < 500; at++) {
      const id = await add(app, { k: `w${writer}-${at}`, n: "7" });
      added.push(id);
      const record = wire({ n: String(at) });
      await workspace.as("sato", (context) => updateRecord(context, { app, id: String(10 + writer), record }));
      if (at % 5 === 0) await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [added.pop()!] }));
    }
    return added;
  });
  await rebuilding;
  const added = (await Promise.all(writing)).flat();
  expect(await width()).toBeLessThan(25);

  const [counted] = await workspace.sql(`select count(*)::int, count(distinct id)::int as ids from rec.r${app}`);
  expect(counted).toEqual({ count: 2_498 + added.length, ids: 2_498 + added.length });
  expect(await valuesOf(app, "3")).toMatchObject({ n: "33", $revision: "2" });
  expect(await valuesOf(app, "2401")).toMatchObject({ n: "44" });
  const taken = await failureOf(add(app, { k: "k0-0" }));
  expect(taken.keys).toEqual({ "record.k.value": ["not-unique"] });
  const found = await workspace.as("sato", (context) =>
    readRecords(context, { app, query: 'k like "w1-"', fields: ["$id"] }),
  );
  expect(found.records.length).toBeGreaterThan(0);
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [added[0]!] }));
  const rest = await workspace.sql(
    `select (select count(*)::int from rec.s${app} s where not exists (select from rec.r${app} r where r.id = s.id)) as orphans,
       (select count(*)::int from table_rebuild) as open, to_regclass('rec.x${app}') as copy`,
  );
  expect(rest).toEqual([{ orphans: 0, open: 0, copy: null }]);
  await workspace.deploy(definitionOf("worn", { ...fields, 新: text }));
  expect(await valuesOf(app, "3")).toMatchObject({ n: "33", 新: "" });
});
