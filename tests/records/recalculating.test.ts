import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { addRecords } from "../../server/records/add-records.ts";
import { readRecords } from "../../server/records/read-records.ts";
import { recalculate } from "../../server/records/recalculating/recalculate.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { makeDeployedAppsCache } from "../../server/apps/deployed-apps.ts";
import { definitionOf, makeWorkspace, now, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;

const definition = (expression: string, more: object = {}) =>
  definitionOf("recalculating", {
    数: { type: "NUMBER" },
    表: { type: "SUBTABLE", fields: { 額: { type: "NUMBER" }, 計: { type: "CALC", expression } } },
    計算: { type: "CALC", expression: expression.replace("額", "数") },
    題: { type: "SINGLE_LINE_TEXT", expression: '"題" & 計算' },
    ...more,
  });

beforeAll(async () => {
  workspace = await makeWorkspace();
  app = (await workspace.deploy(definition("額 + 1"))).apps[0]!.id;
  for (let at = 0; at < 21; at++) {
    const records = Array.from({ length: 100 }, (_, n) => ({
      数: { value: at * 100 + n },
      表: { value: [{ value: { 額: { value: n } } }] },
    }));
    await workspace.as("sato", (context) => addRecords(context, { app, records }));
  }
});
afterAll(() => workspace.drop());

const means = () => ({ database: workspace.database, deployedApps: makeDeployedAppsCache(), clock: () => now });
const run = (signal = new AbortController().signal) => recalculate(means(), signal);
const find = (query: string) =>
  workspace.as("sato", async (context) => await readRecords(context, { app, query, totalCount: true }));
const open = async () => (await workspace.sql("select app_id, done_to from recalculation")).length;

test("a deploy that changes a formula has every record computed anew, without a new revision", async () => {
  expect(await open()).toBe(0);
  await workspace.deploy(definition("額 * 2"));
  expect(await open()).toBe(1);
  expect((await find("数 = 700")).records[0]).toMatchObject({ 計算: { value: "701" }, 題: { value: "題701" } });
  await run();
  expect(await open()).toBe(0);
  const [record] = (await find("数 = 700")).records;
  expect(record).toMatchObject({ 計算: { value: "1400" }, 題: { value: "題1400" }, $revision: { value: "1" } });
  expect((record!["表"]!.value as { value: object }[])[0]!.value).toMatchObject({ 計: { value: "0" } });
  expect((await find('題 like "題4198" and 計算 = 4198')).totalCount).toBe("1");
  const events = await workspace.sql("select detail from event where type = 'app/recalculated' order by id");
  expect(events.map(({ detail }) => (detail as { records: number }).records)).toEqual([999, 1000, 100]); // 1 + 1 is 1 * 2;
});

test("work that was ended goes on where it was", async () => {
  await workspace.deploy(definition("額 * 3"));
  const stop = new AbortController();
  const stopping = { ...means(), clock: () => (stop.abort(), now) };
  await recalculate(stopping, stop.signal);
  const [left] = await workspace.sql("select done_to from recalculation");
  expect(left).toBeDefined();
  expect((await find("計算 = 6297")).totalCount).toBe("0");
  await run();
  expect(await open()).toBe(0);
  expect((await find("計算 = 6297")).totalCount).toBe("1");
});

test("two at once do the work once, and a deploy without another formula asks for none", async () => {
  await workspace.deploy(definition("額 * 5"));
  await Promise.all([run(), run(), run()]);
  expect((await find("計算 = 10495")).totalCount).toBe("1");
  await workspace.deploy(definition("額 * 5", { 計算: { type: "CALC", expression: "数 * 5", label: "新しい名前" } }));
  expect(await open()).toBe(0);
});

test("a record that is saved is computed by its save", async () => {
  await workspace.deploy(definition("額 * 7"));
  const [record] = (await find("数 = 5")).records;
  await workspace.as("sato", (context) =>
    updateRecord(context, { app, id: String(record!["$id"]!.value), record: { 数: { value: "6000" } } }),
  );
  expect((await find("数 = 6000")).records[0]).toMatchObject({ 計算: { value: "42000" } });
  await run();
  expect((await find("数 = 6000")).records[0]).toMatchObject({ 計算: { value: "42000" }, $revision: { value: "2" } });
  await transaction(workspace.database.owner, (tx) =>
    tx.execute("update app set removed_at = now() where id = $1", [app]),
  );
  await workspace.sql("insert into recalculation (app_id) values ($1)", [app]);
  await run();
  expect(await open()).toBe(0);
});
