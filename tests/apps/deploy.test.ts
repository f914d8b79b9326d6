import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { readOne } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { resumeIndexes } from "../../server/apps/deploy/build-indexes.ts";
import { choices, definitionOf, makeWorkspace, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());

const text = { type: "SINGLE_LINE_TEXT" };
const valuesOf = async (app: string, id: string) => {
  const { record } = await workspace.as("sato", (context) => readOne(context, { app, id }));
  return Object.fromEntries(Object.entries(record).map(([code, { value }]) => [code, value]));
};
const write = (app: string, values: Record<string, unknown>, id?: string) => {
  const record = Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
  return workspace.as("sato", async (context) =>
    id ? (await updateRecord(context, { app, id, record }), id) : (await addRecord(context, { app, record })).id,
  );
};

test("fields are added, renamed with their data, removed, and revived with their data", async () => {
  const table = (fields: Record<string, object>) => ({ type: "SUBTABLE", fields });
  const first = await workspace.deploy(
    definitionOf("growing", {
      名前: text,
      色: { type: "DROP_DOWN", options: choices("赤", "青") },
      表: table({ 品: text, 数: { type: "NUMBER" } }),
    }),
  );
  const app = first.apps[0]!.id;
  expect(first.apps[0]!.changes).toEqual([{ kind: "app-added" }]);
  const id = await write(app, { 名前: "n", 色: "赤", 表: [{ value: { 品: { value: "机" }, 数: { value: "2" } } }] });

  const renamedOptions = { 朱: { label: "朱", index: "1", renamedFrom: "赤" }, 青: { label: "青", index: "0" } };
  const second = await workspace.deploy(
    definitionOf("growing", {
      氏名: { ...text, renamedFrom: "名前" },
      色: { type: "DROP_DOWN", options: renamedOptions },
      メモ: text,
      表: table({ 品名: { ...text, renamedFrom: "品" } }),
    }),
  );
  expect(second.apps[0]).toMatchObject({ revision: 2 });
  expect(second.apps[0]!.changes.map(({ kind, ...rest }) => [kind, "code" in rest ? rest.code : ""])).toEqual(
    expect.arrayContaining([
      ["field-renamed", "氏名"],
      ["field-added", "メモ"],
      ["field-removed", "数"],
      ["field-renamed", "品名"],
    ]),
  );
  const renamed = await valuesOf(app, id);
  expect(renamed).toMatchObject({ 氏名: "n", 色: "朱", メモ: "", 表: [{ value: { 品名: { value: "机" } } }] });
  expect(renamed).not.toHaveProperty("名前");

  const rowId = (renamed["表"] as { id: string }[])[0]!.id;
  await write(app, { 表: [{ id: rowId, value: { 品名: { value: "長机" } } }] }, id);
  await workspace.deploy(definitionOf("growing", { メモ: text }));
  expect(Object.keys(await valuesOf(app, id))).not.toContain("氏名");
  await workspace.deploy(
    definitionOf("growing", {
      氏名: text,
      色: { type: "DROP_DOWN", options: choices("朱", "青") },
      表: table({ 品名: text, 数: { type: "NUMBER" } }),
    }),
  );
  expect(await valuesOf(app, id)).toMatchObject({
    氏名: "n",
    色: "朱",
    表: [{ id: rowId, value: { 品名: { value: "長机" }, 数: { value: "2" } } }],
  });
});

test("the same definition again changes nothing, not even the revision", async () => {
  const definition = definitionOf("still", { a: text });
  const first = await workspace.deploy(definition);
  expect((await workspace.deploy(structuredClone(definition))).apps).toEqual([]);
  const [app] = await workspace.sql("select revision from app where id = $1", [first.apps[0]!.id]);
  expect(app).toEqual({ revision: 1 });
});

test("a change set is all or nothing: a refused app leaves no trace of the others", async () => {
  await workspace.deploy(definitionOf("typed", { f: text }));
  const before = await workspace.sql("select count(*)::int from pg_class where relnamespace = 'rec'::regnamespace");
  const attempt = workspace.deploy(
    definitionOf("fresh", { f: text }),
    definitionOf("typed", { f: { type: "NUMBER" } }),
  );
  await expect(attempt).rejects.toThrow(
    "fields.properties.f.type: The type of a field cannot change (SINGLE_LINE_TEXT → NUMBER)",
  );
  expect(await workspace.sql("select count(*)::int from pg_class where relnamespace = 'rec'::regnamespace")).toEqual(
    before,
  );
  expect(await workspace.sql("select code from app where code = 'fresh'")).toEqual([]);
});

test("a field cannot move into a table", async () => {
  await workspace.deploy(definitionOf("moving", { f: text, t: { type: "SUBTABLE", fields: { g: text } } }));
  const attempt = workspace.deploy(definitionOf("moving", { t: { type: "SUBTABLE", fields: { g: text, f: text } } }));
  await expect(attempt).rejects.toThrow("cannot move into or out of a table");
});

test("no duplicates asked for later: refused while there are any, kept by an index from then on", async () => {
  const app = (await workspace.deploy(definitionOf("later", { k: text }))).apps[0]!.id;
  const ids = [await write(app, { k: "x" }), await write(app, { k: "x" })];
  const unique = definitionOf("later", { k: { ...text, unique: true } }, { indexes: ["k", "更新者"] });
  await expect(workspace.deploy(unique)).rejects.toThrow("Existing records hold duplicate values (1)");
  await write(app, { k: "y" }, ids[1]);
  await workspace.deploy(unique);
  const names = async () =>
    (
      await workspace.sql("select indexname from pg_indexes where schemaname = 'rec' and tablename = $1", [`r${app}`])
    ).map((row) => row["indexname"]);
  expect(await names()).toEqual(
    expect.arrayContaining([`r${app}_u_f1`, `r${app}_f1`, `r${app}_updated_by`, `r${app}_acl`]),
  );

  await workspace.sql(`drop index rec.r${app}_f1`);
  await resumeIndexes(workspace.database);
  expect(await names()).toContain(`r${app}_f1`);

  await workspace.deploy(definitionOf("later", { k: text }));
  expect(await names()).not.toContain(`r${app}_u_f1`);
  await write(app, { k: "x" }); // the record from before holds it too
});

test("a deploy waits for a busy table in short tries and gets through", async () => {
  const app = (await workspace.deploy(definitionOf("busy", { f: text }))).apps[0]!.id;
  const reader = transaction(workspace.database.owner, async (tx) => {
    await tx.execute(`lock table rec.r${app} in access share mode`);
    await new Promise((done) => setTimeout(done, 400));
  });
  const deployed = await workspace.deploy(definitionOf("busy", { f: text, g: text }));
  await reader;
  expect(deployed.apps[0]!.revision).toBe(2);
});

test("the web's role can neither change nor make tables", async () => {
  const app = (await workspace.deploy(definitionOf("owned", { f: text }))).apps[0]!.id;
  for (const statement of [`alter table rec.r${app} add x int`, "create table rec.x ()", `drop table rec.r${app}`]) {
    await expect(transaction(workspace.database.web, (tx) => tx.execute(statement))).rejects.toThrow(
      /permission denied|must be owner/,
    );
  }
});
