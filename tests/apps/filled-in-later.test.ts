import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addRecord } from "../../server/records/add-records.ts";
import { readBin, restoreRecords } from "../../server/records/bin/bin.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { changeStatus } from "../../server/records/process/change-status.ts";
import { readRecords } from "../../server/records/read-records.ts";
import { recalculate } from "../../server/records/recalculating/recalculate.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import { definitionOf, makeWorkspace, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());

const text = { type: "SINGLE_LINE_TEXT" };
const wire = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
const add = (app: string, values: Record<string, unknown>, by = "sato") =>
  workspace.as(by, async (context) => (await addRecord(context, { app, record: wire(values) })).id);
const find = async (app: string, query = "", by = "sato") =>
  (await workspace.as(by, (context) => readRecords(context, { app, query }))).records;
const idsOf = async (app: string, query = "", by = "sato") =>
  (await find(app, query, by)).map((record) => record["$id"]!.value);
const fillIn = async () => {
  const platform = await workspace.as("sato", async (context) => context.platform);
  await recalculate(platform, new AbortController().signal);
};

/** The same must hold right after the deploy, while nothing is filled in yet, and when the job has ended. */
async function bothTimes(check: () => Promise<void>): Promise<void> {
  await check();
  await fillIn();
  expect(await workspace.sql("select app_id from recalculation")).toEqual([]);
  await check();
}

const right = (entity: object) => ({
  ...{ entity: entity as never, includeSubs: false },
  ...{ viewable: true, editable: true, deletable: true },
});
const through = (...codes: string[]): Partial<AppDefinition> => ({
  recordAcl: {
    rights: [
      {
        filterCond: "",
        entities: [
          ...codes.map((code) => right({ type: "FIELD_ENTITY", code })),
          right({ type: "GROUP", code: "secretariat" }),
        ],
      },
    ],
  },
});

test("a right through a field that nobody asked before reaches the records that are there already", async () => {
  const fields = { 名: text, 組織: { type: "ORGANIZATION_SELECT" }, 人: { type: "USER_SELECT" } };
  const app = (await workspace.deploy(definitionOf("opened", fields, through("組織")))).apps[0]!.id;
  const a = await add(app, { 組織: [{ code: "hospital-a" }], 人: [{ code: "b" }] });
  const b = await add(app, { 組織: [{ code: "hospital-b" }] });
  expect([await idsOf(app, "", "a"), await idsOf(app, "", "b")]).toEqual([[a], [b]]);

  await workspace.deploy(definitionOf("opened", fields, through("組織", "人")));
  await bothTimes(async () => {
    expect([await idsOf(app, "", "a"), await idsOf(app, "", "b")]).toEqual([[a], [b, a]]);
  });
  const [guarded] = await workspace.sql(`select cardinality(acl) as ids from rec.r${app} where id = $1`, [a]);
  expect(guarded).toEqual({ ids: 2 });
  expect(
    await workspace.sql("select physical -> 'unfilled' as rest from app_revision where app_id = $1", [app]),
  ).toEqual(expect.arrayContaining([{ rest: null }]));
});

test("records from before the process stand in its first state everywhere", async () => {
  const states = Object.fromEntries(
    ["済み", "未処理"].map((name, at) => [
      name,
      { name, index: String(1 - at), assignee: { type: "ONE" as const, entities: [] } },
    ]),
  );
  const process = { enable: true, states, actions: [{ name: "終える", from: "未処理", to: "済み" }] } as never;
  const closed: Partial<AppDefinition> = {
    process,
    recordAcl: {
      rights: [
        { filterCond: 'ステータス in ("未処理")', entities: [right({ type: "GROUP", code: "hospitals" })] },
        { filterCond: "", entities: [right({ type: "GROUP", code: "secretariat" })] },
      ],
    },
  };
  const app = (await workspace.deploy(definitionOf("stepwise", { 名: text }))).apps[0]!.id;
  const [old, moved, binned] = [await add(app, {}), await add(app, {}), await add(app, {})];
  await workspace.as("a", (context) => deleteRecords(context, { app, ids: [binned] }));

  await workspace.deploy(definitionOf("stepwise", { 名: text }, closed));
  const [first] = await find(app, `$id = ${old}`, "a");
  expect(first!["ステータス"]).toEqual({ type: "STATUS", value: "未処理" });
  await workspace.as("a", (context) => changeStatus(context, { app, id: moved, action: "終える" }));
  const fresh = await add(app, {}, "a");

  await bothTimes(async () => {
    expect(await idsOf(app, 'ステータス = "未処理"', "a")).toEqual([fresh, old]);
    expect(await idsOf(app, 'ステータス != "済み"', "a")).toEqual([fresh, old]);
    expect(await idsOf(app, 'ステータス in ("済み")')).toEqual([moved]);
    expect(await idsOf(app, "order by ステータス asc, $id asc", "a")).toEqual([old, fresh]);
    expect(await idsOf(app, "", "a")).toEqual([fresh, old]);
    expect(await idsOf(app)).toEqual([moved]);
    const { records } = await workspace.as("a", (context) => readBin(context, { app }));
    expect(records.map(({ id }) => id)).toEqual([binned]);
  });
  await workspace.as("a", (context) => restoreRecords(context, { app, ids: [binned] }));
  expect(await idsOf(app, 'ステータス = "未処理"', "a")).toEqual([fresh, binned, old]);
});

test("a save that began before the deploy is filled in as well, however late it ends", async () => {
  const fields = { 人: { type: "USER_SELECT" } };
  const app = (await workspace.deploy(definitionOf("late", fields))).apps[0]!.id;
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  const saving = workspace.as("sato", async (context) => {
    await held;
    return (await addRecord(context, { app, record: wire({ 人: [{ code: "b" }] }) })).id;
  });
  await wait(100);
  await workspace.deploy(definitionOf("late", fields, through("人")));
  const filling = fillIn();
  await wait(300);
  go();
  const id = await saving;
  await filling;
  expect(await idsOf(app, "", "b")).toEqual([id]);
});

test("the words of a field that was away while its record was saved are found again", async () => {
  const fields = { 名: text, 他: text };
  const app = (await workspace.deploy(definitionOf("worded", fields))).apps[0]!.id;
  const id = await add(app, { 名: "みつかるか", 他: "x" });
  await workspace.deploy(definitionOf("worded", { 他: text }));
  await workspace.as("sato", (context) => updateRecord(context, { app, id, record: wire({ 他: "y" }) }));
  await workspace.deploy(definitionOf("worded", fields));
  await fillIn();
  expect(await idsOf(app, '名 like "つかる"')).toEqual([id]);
});
