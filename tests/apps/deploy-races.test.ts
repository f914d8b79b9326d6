import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction, type Transaction } from "../../server/database.ts";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { resumeDeploys } from "../../server/apps/drafts/publish-drafts.ts";
import { deployAll, readDeployStatus, requireDeployable } from "../../server/apps/settings/deploy-drafts.ts";
import { addFields, updateFields } from "../../server/apps/settings/form-fields.ts";
import { addRecord } from "../../server/records/add-records.ts";
import type { Context } from "../../server/http/context.ts";
import type { Platform } from "../../server/platform.ts";
import { definitionOf, makeWorkspace, now, type Workspace } from "../records/workspace.ts";
import { until } from "../support/until.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());

const text = { type: "SINGLE_LINE_TEXT" };
const asAdmin = <Result>(work: (context: Context) => Promise<Result>) =>
  workspace.as("admin", (context) =>
    work({ ...context, platform: { ...context.platform, random: (octets: number) => randomBytes(octets) } }),
  );
const add = (app: string, k: string) =>
  workspace.as("sato", (context) => addRecord(context, { app, record: { k: { value: k } } }));
const revisionOf = async (app: string) =>
  (await workspace.sql("select revision from app where id = $1", [app]))[0]!["revision"];
const tableOf = async (app: string) =>
  workspace.sql(
    `select (select array_agg(attname::text order by attnum) from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped and attname ~ '^f[0-9]') as columns,
       (select array_agg(indexrelid::regclass::text order by 1) from pg_index where indrelid = t.oid and indexrelid::regclass::text like '%\\_u\\_%') as kept,
       (select bool_and(indisvalid) from pg_index where indrelid = t.oid) as valid
     from pg_class t where t.oid = $1::regclass`,
    [`rec.r${app}`],
  );

/** Resolves once somebody waits for a lock that another holds. */
function untilSomebodyWaits() {
  const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  const isWaiting = async () => (await workspace.database.owner.query(waiting)).rows.length > 0;
  return until("somebody waits for a lock", isWaiting, 60_000, 10);
}

/** Does `work` in a transaction of the owner and keeps it open until it is let go. */
async function hold(work: (tx: Transaction) => Promise<unknown>): Promise<{ letGo: () => Promise<void> }> {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const whole = transaction(workspace.database.owner, async (tx) => {
    await work(tx);
    begin();
    await ended;
  });
  await Promise.race([begun, whole]);
  return {
    letGo: () => {
      end();
      return whole;
    },
  };
}

test("a duplicate that comes in between the check and the index fails the deploy, and nothing is left of it", async () => {
  const app = (await workspace.deploy(definitionOf("raced", { k: text }))).apps[0]!.id;
  await add(app, "x");
  const before = await tableOf(app);
  // The check cannot see what is not committed; the index waits for it.
  const late = await hold((tx) =>
    tx.execute(`insert into rec.r${app} (created_at, updated_at, f1) values (now(), now(), 'x')`),
  );
  const definition = definitionOf("raced", { k: { ...text, unique: true }, 新: { ...text, unique: true } });
  const refused = expect(workspace.deploy(definition)).rejects.toThrow(
    "fields.properties.k.unique: Existing records hold duplicate",
  );
  await untilSomebodyWaits();
  await late.letGo();
  await refused;
  expect(await revisionOf(app)).toBe(1);
  await workspace.sql(`delete from rec.r${app} where id = (select max(id) from rec.r${app})`);
  expect(await tableOf(app)).toEqual(before);
  await workspace.deploy(definition);
  expect(await tableOf(app)).toEqual([
    { columns: ["f1", "f7"], kept: [`rec.r${app}_u_f1`, `rec.r${app}_u_f7`], valid: true },
  ]);
  await expect(add(app, "x")).rejects.toMatchObject({ kind: "input/invalid" });
});

test("a deploy that never gets its table gives up with nothing changed", async () => {
  const app = (await workspace.deploy(definitionOf("held", { k: text }))).apps[0]!.id;
  const before = await tableOf(app);
  const reader = await hold((tx) => tx.execute(`lock table rec.r${app} in access share mode`));
  const context = {
    database: workspace.database,
    now,
    patienceMs: 200,
    random: (octets: number) => randomBytes(octets),
  };
  const definition = definitionOf("held", { k: text, n: text });
  await expect(deployApps(context, [{ definition }])).rejects.toThrow("The app was in use, so nothing was changed");
  expect([await revisionOf(app), await tableOf(app)]).toEqual([1, before]);
  await reader.letGo();
  expect((await deployApps({ ...context, patienceMs: 60_000 }, [{ definition }])).apps[0]!.revision).toBe(2);
});

test("two deploys of one app at once take turns", async () => {
  const app = (await workspace.deploy(definitionOf("turns", { k: text }))).apps[0]!.id;
  const both = ["a", "b", "c", "d", "e", "f"].map((code) =>
    workspace.deploy(definitionOf("turns", { k: text, [code]: { ...text, unique: true } })),
  );
  const revisions = (await Promise.all(both)).map(({ apps }) => apps[0]!.revision);
  expect(revisions.toSorted()).toEqual([2, 3, 4, 5, 6, 7]);
  expect(await revisionOf(app)).toBe(7);
});

test("a deploy whose process was killed is taken up: leftovers go, the draft goes live, with its whole change set", async () => {
  const ids = (
    await workspace.deploy(definitionOf("killed", { k: text }), definitionOf("killed-too", { k: text }))
  ).apps.map(({ id }) => id);
  for (const app of ids) {
    await asAdmin((context) =>
      addFields(context, { app, properties: { n: { type: "NUMBER", code: "n", label: "n", unique: true } } }),
    );
  }
  const [app] = ids;
  await workspace.sql(`alter table rec.r${app} add column f7 text`);
  await workspace.sql(
    `insert into rec.r${app} (created_at, updated_at, f1) values (now(), now(), 'x'), (now(), now(), 'x')`,
  );
  await expect(
    workspace.database.owner.query(`create unique index concurrently r${app}_u_f1 on rec.r${app} (f1)`),
  ).rejects.toThrow("could not create unique index");
  await workspace.sql(
    "insert into app_deploy (app_id, status, at, by_user) select id, 'PROCESSING', $2, (select id from user_account where code = 'admin') from app where id = any($1)",
    [ids, now],
  );
  const at = (seconds: number) => () => new Date(now.getTime() + seconds * 1_000);
  const platform = await asAdmin(async (context) => context.platform);
  const resume = (clock: () => Date) => resumeDeploys({ ...(platform as Platform), clock });
  await resume(at(20)); // it may just have begun
  expect(await revisionOf(app!)).toBe(1);
  await resume(at(40));
  for (const one of ids) expect(await revisionOf(one)).toBe(2);
  const { apps } = await asAdmin((context) => readDeployStatus(context, { apps: ids }));
  expect(apps.map(({ status }) => status)).toEqual(["SUCCESS", "SUCCESS"]);
  expect(await tableOf(app!)).toEqual([{ columns: ["f1", "f7"], kept: [`rec.r${app}_u_f7`], valid: true }]);
  const [column] = await workspace.sql(
    "select data_type from information_schema.columns where table_schema = 'rec' and table_name = $1 and column_name = 'f7'",
    [`r${app}`],
  );
  expect(column).toEqual({ data_type: "numeric" });
});

test("settings stand still while a deploy waits for its table; one that slipped in fails it", async () => {
  const app = (await workspace.deploy(definitionOf("meanwhile", { k: text }))).apps[0]!.id;
  const field = (code: string, more: object = {}) => ({ [code]: { type: "NUMBER", code, label: code, ...more } });
  const write = (label: string) =>
    asAdmin((context) => updateFields(context, { app, properties: field("a", { label }) }));
  const status = async () => (await asAdmin((context) => readDeployStatus(context, { apps: [app] }))).apps[0]!.status;
  await asAdmin((context) => addFields(context, { app, properties: field("a") }));
  const reader = await hold((tx) => tx.execute(`lock table rec.r${app} in access share mode`));
  const runDeploy = () => asAdmin(async (context) => deployAll(context, await requireDeployable(context, [{ app }])));
  const deploying = runDeploy();
  await untilSomebodyWaits();
  await expect(write("b")).rejects.toMatchObject({ kind: "settings/changed-meanwhile" });
  // It had begun before the deploy was noted.
  await workspace.sql("update app set settings_revision = settings_revision + 1 where id = $1", [app]);
  await workspace.sql("update app_draft set revision = revision + 1 where app_id = $1", [app]);
  await reader.letGo();
  expect(await deploying).toEqual([{ path: "", message: "draft-changed" }]);
  expect([await revisionOf(app), await status()]).toEqual([1, "FAIL"]);
  await write("b");
  expect(await runDeploy()).toEqual([]);
  expect(await status()).toBe("SUCCESS");
});
