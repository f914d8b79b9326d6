import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { endpoints } from "../../server/app.ts";
import { readPortalApp } from "../../server/apps/read-apps.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { readOne } from "../../server/records/read-records.ts";
import { choices, definitionOf, failureOf, makeWorkspace, type Workspace } from "../records/workspace.ts";
import { settingsCalls } from "./settings-calls.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());

const { call, statusOf, deploy, newApp } = settingsCalls(() => workspace);
const shown = (who: string, app: string) => workspace.as(who, (context) => readPortalApp(context, { app }));
const field = (code: string, more: object = {}) => ({ type: "SINGLE_LINE_TEXT", code, label: code, ...more });

describe("one counter for all settings", () => {
  test("every write to the draft raises it, a deploy lets the live one catch up, a stale one is refused", async () => {
    const app = await newApp();
    const live = await call("admin", "GET app/acl", { app });
    expect(live).toMatchObject({ revision: "1" });
    expect(await call("admin", "PUT preview/app/settings", { app, name: "二", revision: 1 })).toEqual({
      revision: "2",
    });
    const stale = failureOf(call("admin", "PUT preview/app/views", { app, views: {}, revision: "1" }));
    expect(await stale).toEqual({ kind: "settings/changed-meanwhile", keys: {} });
    expect(await call("admin", "PUT preview/app/views", { app, views: {}, revision: "-1" })).toEqual({
      revision: "3",
      views: {},
    });
    expect(await call("admin", "GET app/settings", { app })).toMatchObject({ name: "新しいアプリ", revision: "1" });
    expect(await call("admin", "GET preview/app/settings", { app })).toMatchObject({ name: "二", revision: "3" });

    const wrong = call("admin", "POST preview/app/deploy", { apps: [{ app, revision: "2" }] });
    expect(await failureOf(wrong)).toMatchObject({ kind: "settings/changed-meanwhile" });
    await call("admin", "POST preview/app/deploy", { apps: [{ app, revision: "3" }] });
    expect(await call("admin", "GET app/settings", { app })).toMatchObject({ name: "二", revision: "3" });
    expect(await call("admin", "GET preview/app/settings", { app })).toMatchObject({ revision: "3" });
  });

  test("of parallel writes on one revision one wins", async () => {
    const app = await newApp();
    const writes = Array.from({ length: 12 }, (_, at) =>
      call("admin", "PUT preview/app/settings", { app, name: `n${at}`, revision: "1" }),
    );
    const results = await Promise.allSettled(writes);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await call("admin", "GET preview/app/settings", { app })).toMatchObject({ revision: "2" });
  });

  test("a revert throws the draft away and makes its revisions void", async () => {
    const app = await newApp({ a: field("a") });
    const { revision } = await call("admin", "PUT preview/app/settings", { app, name: "verworfen" });
    expect(await shown("admin", app)).toMatchObject({ waiting: { by: { code: "admin" } } });
    expect(await shown("a", app)).not.toHaveProperty("waiting");
    await call("admin", "POST preview/app/deploy", { apps: [{ app }], revert: true });
    expect(await shown("admin", app)).toMatchObject({ waiting: null });
    expect(await statusOf(app)).toEqual(["SUCCESS"]);
    expect(await call("admin", "GET preview/app/settings", { app })).toMatchObject({ name: "新しいアプリ" });
    const late = call("admin", "PUT preview/app/settings", { app, name: "spät", revision });
    expect(await failureOf(late)).toMatchObject({ kind: "settings/changed-meanwhile" });
  });

  test("two deploys at once end in one live app", async () => {
    const app = await newApp();
    await call("admin", "POST preview/app/form/fields", { app, properties: { a: field("a") } });
    await Promise.all([deploy(app), deploy(app), deploy(app)]);
    expect(await statusOf(app)).toEqual(["SUCCESS"]);
    expect(await call("admin", "GET app/form/fields", { app })).toMatchObject({ properties: { a: { code: "a" } } });
  });

  test("a draft that was begun before the app was published from elsewhere fails and changes nothing", async () => {
    const { apps } = await workspace.deploy(definitionOf("shipped", { a: { type: "SINGLE_LINE_TEXT" } }));
    const app = apps[0]!.id;
    await call("admin", "PUT preview/app/settings", { app, name: "mine" });
    await workspace.deploy(definitionOf("shipped", { a: { type: "SINGLE_LINE_TEXT" }, b: { type: "NUMBER" } }));
    const { revision } = await call("admin", "GET preview/app/settings", { app });
    await call("admin", "POST preview/app/deploy", { apps: [{ app, revision }] });
    expect(await statusOf(app)).toEqual(["FAIL"]);
    expect(await call("admin", "GET app/form/fields", { app })).toHaveProperty("properties.b");
  });
});

describe("a new app", () => {
  test("is invisible until its first deploy, and then like any other", async () => {
    const { app } = (await call("admin", "POST preview/app", { name: "秘密" })) as { app: string };
    expect(await failureOf(call("admin", "GET app", { id: app }))).toMatchObject({ kind: "app/not-found" });
    expect(await failureOf(call("sato", "GET preview/app/settings", { app }))).toMatchObject({ kind: "app/not-found" });
    expect(JSON.stringify(await call("admin", "GET apps"))).not.toContain("秘密");
    await call("admin", "POST preview/app/deploy", { apps: [{ app }], revert: true });
    expect(await statusOf(app)).toEqual(["SUCCESS"]);
    await deploy(app);
    expect(await call("a", "GET app", { id: app })).toMatchObject({ appId: app, name: "秘密", spaceId: null });
  });
});

describe("fields", () => {
  test("a rename keeps data and every reference; two codes can be swapped in one request", async () => {
    const app = await newApp({
      甲: field("甲"),
      乙: field("乙"),
      色: { type: "DROP_DOWN", code: "色", label: "色", options: choices("赤", "青") },
      担当: { type: "USER_SELECT", code: "担当", label: "担当" },
    });
    await call("admin", "PUT preview/app/views", {
      app,
      views: {
        一覧: {
          type: "LIST",
          index: 0,
          name: "一覧",
          fields: ["甲", "色"],
          filterCond: '甲 = "甲" and 色 in ("赤")',
          sort: "甲 asc",
        },
      },
    });
    await call("admin", "PUT preview/record/acl", {
      app,
      rights: [
        {
          filterCond: '乙 = "x"',
          entities: [
            { entity: { type: "FIELD_ENTITY", code: "担当" }, viewable: true, editable: true, deletable: false },
          ],
        },
        {
          filterCond: "",
          entities: [{ entity: { type: "GROUP", code: "everyone" }, viewable: true, editable: true, deletable: true }],
        },
      ],
    });
    await deploy(app);
    const record = { 甲: { value: "一" }, 乙: { value: "二" }, 色: { value: "赤" } };
    const { id } = await workspace.as("sato", (context) => addRecord(context, { app, record }));
    await call("admin", "PUT preview/app/form/fields", {
      app,
      properties: {
        甲: { type: "SINGLE_LINE_TEXT", code: "乙" },
        乙: { type: "SINGLE_LINE_TEXT", code: "甲" },
        担当: { type: "USER_SELECT", code: "係" },
        色: {
          type: "DROP_DOWN",
          options: { 青: { label: "赤", index: 0 }, 赤: { label: "青", index: "1" }, 緑: { label: "緑", index: 2 } },
        },
      },
    });
    const draft = await call("admin", "GET preview/app/views", { app });
    expect(draft).toMatchObject({
      views: { 一覧: { fields: ["乙", "色"], filterCond: '乙 = "甲" and 色 in ("青")', sort: "乙 asc" } },
    });
    expect(await call("admin", "GET preview/record/acl", { app })).toMatchObject({
      rights: [{ filterCond: '甲 = "x"', entities: [{ entity: { type: "FIELD_ENTITY", code: "係" } }] }, {}],
    });
    await deploy(app);
    expect(await statusOf(app)).toEqual(["SUCCESS"]);
    const { record: after } = await workspace.as("sato", (context) => readOne(context, { app, id }));
    expect(after).toMatchObject({ 甲: { value: "二" }, 乙: { value: "一" }, 色: { value: "青" } });
  });

  test("a deleted field leaves the form, comes back with its data, and a condition on it stops the deploy", async () => {
    const app = await newApp({ a: field("a"), b: field("b") });
    const { id } = await workspace.as("sato", (context) =>
      addRecord(context, { app, record: { a: { value: "keep" } } }),
    );
    const view = (filterCond: string) => ({
      v: { type: "LIST", index: "0", name: "v", fields: ["a", "b"], filterCond, sort: "" },
    });
    await call("admin", "PUT preview/app/views", { app, views: view('a = "x"') });
    await call("admin", "DELETE preview/app/form/fields", { app, fields: ["a"] });
    const refused = await failureOf(deploy(app));
    expect(refused.kind).toBe("input/invalid");
    expect(Object.keys(refused.keys)).toEqual(["views[v].filterCond"]);
    await call("admin", "PUT preview/app/views", { app, views: { v: { ...view("").v, fields: ["b"] } } });
    await deploy(app);
    expect(await statusOf(app)).toEqual(["SUCCESS"]);
    await call("admin", "POST preview/app/form/fields", { app, properties: { a: field("a") } });
    await deploy(app);
    const { record } = await workspace.as("sato", (context) => readOne(context, { app, id }));
    expect(record).toMatchObject({ a: { value: "keep" } });
  });

  test.each([
    ["POST", { properties: { a: field("a") } }, "input/invalid", "properties[a].code"],
    ["POST", { properties: { x: field("y") } }, "input/invalid", "properties[x].code"],
    ["POST", { properties: { x: { ...field("x"), type: "NOTHING" } } }, "input/invalid", "properties[x].type"],
    ["POST", { properties: { x: { ...field("x"), type: "CREATOR" } } }, "input/invalid", "properties[x].type"],
    ["POST", { properties: { "1x": field("1x") } }, "input/invalid", "properties[1x].code"],
    [
      "POST",
      { properties: { x: { type: "DROP_DOWN", code: "x", label: "x" } } },
      "input/invalid",
      "properties[x].options",
    ],
    ["POST", { properties: { x: { type: "SINGLE_LINE_TEXT", code: "x" } } }, "input/invalid", "properties[x].label"],
    ["PUT", { properties: { nobody: field("nobody") } }, "field/unknown", undefined],
    ["PUT", { properties: { a: { type: "NUMBER" } } }, "input/invalid", "properties[a].type"],
    ["PUT", { properties: { a: { type: "SINGLE_LINE_TEXT", code: "b" } } }, "input/invalid", "properties[b].code"],
    ["DELETE", { fields: ["nobody"] }, "field/unknown", undefined],
    ["DELETE", { fields: ["作成者"] }, "field/unknown", undefined],
  ] as const)("%s %j is refused as %s", async (method, input, kind, key) => {
    const app = await newApp({ a: field("a"), b: field("b") });
    const refused = await failureOf(call("admin", `${method} preview/app/form/fields`, { app, ...input }));
    expect(refused.kind).toBe(kind);
    if (key) expect(Object.keys(refused.keys)).toContain(key);
    expect(await call("admin", "GET preview/app/form/fields", { app })).toMatchObject({ revision: "2" });
  });

  test("defaults appear where nothing was set, and numbers come out as text", async () => {
    const app = await newApp({
      n: { type: "NUMBER", code: "n", label: "n", minValue: 1, maxValue: "9", displayScale: 2, digit: "true" },
      r: {
        type: "RADIO_BUTTON",
        code: "r",
        label: "r",
        options: { 後: { label: "後", index: 1 }, 先: { label: "先", index: 0 } },
      },
    });
    const { properties } = await call("admin", "GET app/form/fields", { app });
    expect(properties).toMatchObject({
      n: {
        minValue: "1",
        maxValue: "9",
        displayScale: "2",
        digit: true,
        unit: "",
        unitPosition: "BEFORE",
        required: false,
        unique: false,
      },
      r: { defaultValue: "先", align: "HORIZONTAL", options: { 先: { label: "先", index: "0" } } },
      レコード番号: { type: "RECORD_NUMBER" },
      ステータス: { type: "STATUS", enabled: false },
      カテゴリー: { type: "CATEGORY", enabled: false },
    });
  });
});

test("what the data forbids ends as FAIL, its siblings as CANCEL, and nothing changes", async () => {
  const [first, second] = [await newApp({ a: field("a") }), await newApp({ b: field("b") })];
  for (let i = 0; i < 2; i++) {
    await workspace.as("sato", (context) => addRecord(context, { app: first, record: { a: { value: "same" } } }));
  }
  await call("admin", "PUT preview/app/form/fields", {
    app: first,
    properties: { a: { type: "SINGLE_LINE_TEXT", unique: true } },
  });
  await call("admin", "PUT preview/app/settings", { app: second, name: "nicht" });
  await deploy(second, first);
  expect(await statusOf(second, first)).toEqual(["CANCEL", "FAIL"]);
  expect(await call("admin", "GET app/settings", { app: second })).toMatchObject({ name: "新しいアプリ" });
  expect(await call("admin", "GET preview/app/settings", { app: second })).toMatchObject({ name: "nicht" });
  await deploy(second);
  expect(await statusOf(second, first)).toEqual(["SUCCESS", "FAIL"]);
});

test("a live write of rights deploys everything that waits", async () => {
  const app = await newApp();
  await call("admin", "PUT preview/app/settings", { app, name: "mit" });
  const rights = [{ entity: { type: "GROUP", code: "secretariat" }, recordViewable: true }];
  await call("admin", "PUT app/acl", { app, rights });
  expect(await call("admin", "GET app/settings", { app })).toMatchObject({ name: "mit" });
  expect(await failureOf(call("a", "GET app", { id: app }))).toMatchObject({ kind: "app/not-found" });
});

test.each([
  ["app/acl", { rights: [{ entity: { type: "USER", code: "nobody" } }] }, "rights[0].entity.code"],
  [
    "app/acl",
    { rights: [{ entity: { type: "GROUP", code: "everyone" }, recordEditable: true }] },
    "rights[0].recordViewable",
  ],
  [
    "app/acl",
    { rights: [{ entity: { type: "GROUP", code: "everyone" }, includeSubs: true }] },
    "rights[0].includeSubs",
  ],
  ["record/acl", { rights: [{ filterCond: "nobody = 1", entities: [] }] }, "rights[0].filterCond"],
  ["app/status", { enable: true, states: {} }, "states"],
  [
    "app/status",
    { enable: true, states: { 未: { index: 0 } }, actions: [{ name: "x", from: "未", to: "なし" }] },
    "actions[0].to",
  ],
  [
    "app/notifications/reminder",
    { notifications: [{ timing: { code: "作成日時", daysLater: 1 }, targets: [] }] },
    "notifications[0].timing.time",
  ],
  [
    "app/reports",
    { reports: { x: { chartType: "PIVOT_TABLE", index: 0, groups: [{ code: "作成者" }], aggregations: [] } } },
    "reports[x].aggregations",
  ],
  ["app/settings", { titleField: { selectionMode: "MANUAL" } }, "titleField.code"],
] as const)("PUT %s %j is refused at %s", async (path, input, key) => {
  const app = await newApp();
  const refused = await failureOf(call("admin", `PUT preview/${path}`, { app, ...input }));
  expect(refused).toMatchObject({ kind: "input/invalid", keys: { [key]: expect.anything() } });
});

test("states are renamed with the records in them", async () => {
  const app = await newApp({ a: field("a") });
  const states = { 未処理: { index: 0 }, 済: { index: 1 } };
  await call("admin", "PUT preview/app/status", {
    app,
    enable: true,
    states,
    actions: [{ name: "終える", from: "未処理", to: "済" }],
  });
  await call("admin", "PUT preview/app/views", {
    app,
    views: { v: { type: "LIST", index: 0, filterCond: 'ステータス in ("未処理")' } },
  });
  await deploy(app);
  const { id } = await workspace.as("sato", (context) => addRecord(context, { app, record: {} }));
  const renamed = { 未処理: { name: "受付", index: 0 }, 済: { index: 1 } };
  await call("admin", "PUT preview/app/status", {
    app,
    states: renamed,
    actions: [{ name: "終える", from: "受付", to: "済" }],
  });
  await deploy(app);
  expect(await statusOf(app)).toEqual(["SUCCESS"]);
  expect(await call("admin", "GET app/views", { app })).toMatchObject({
    views: { v: { filterCond: 'ステータス in ("受付")' } },
  });
  const { record } = await workspace.as("sato", (context) => readOne(context, { app, id }));
  expect(record).toMatchObject({ ステータス: { value: "受付" } });
});

describe("nobody but a manager", () => {
  const settingsEndpoints = endpoints.filter(
    ({ path }) =>
      path.startsWith("/k/v1/preview/") ||
      /^\/k\/v1\/((app|record|field)\/acl|app\/(status|notifications|reports|actions|adminNotes|customize|plugins|move))/.test(
        path,
      ),
  );
  const inputs: Record<string, object> = {
    "app/acl": { rights: [] },
    "record/acl": { rights: [] },
    "field/acl": { rights: [] },
    "app/views": { views: {} },
    "app/form/layout": { layout: [] },
    "app/reports": { reports: {} },
    "app/actions": { actions: {} },
    "app/move": { space: "1" },
    "app/plugins": { ids: ["x"] },
    "app/notifications/perRecord": { notifications: [] },
  };

  test.each(settingsEndpoints.map((one) => [`${one.method} ${one.path}`, one] as const))("%s", async (_, one) => {
    const app = open;
    const name = one.path.replace(/^\/k\/v1\/(preview\/)?/, "").replace(/\.json$/, "");
    const properties = one.method === "DELETE" ? { fields: ["a"] } : { properties: {} };
    const input = {
      app,
      name: "x",
      ...(name === "app/deploy" ? (one.method === "GET" ? { apps: [app] } : { apps: [{ app }] }) : {}),
      ...(name === "app/form/fields" ? properties : (inputs[name] ?? {})),
    };
    const address = `${one.method} ${one.path.replace("/k/v1/", "").replace(".json", "")}`;
    const isForReaders = ["GET app/status", "GET app/reports"].includes(address);
    if (!isForReaders) expect((await failureOf(call("a", address, input))).kind).toBe("permission/denied");
    if (name === "app") return;
    const [hidden] =
      name === "app/deploy" ? [{ apps: one.method === "GET" ? [shut] : [{ app: shut }] }] : [{ app: shut }];
    expect((await failureOf(call("a", address, { ...input, ...hidden }))).kind).toBe("app/not-found");
  });

  let open: string;
  let shut: string;
  beforeAll(async () => {
    open = await newApp({ a: field("a") });
    shut = await newApp();
    await call("admin", "PUT app/acl", {
      app: shut,
      rights: [{ entity: { type: "USER", code: "admin" }, appEditable: true }],
    });
  });
});

test("every write leaves exactly one event", async () => {
  const app = await newApp();
  const count = () =>
    transaction(
      workspace.database.owner,
      async (tx) => (await tx.rows<{ n: number }>("select count(*)::int as n from event"))[0]!.n,
    );
  const before = await count();
  await call("admin", "PUT preview/app/adminNotes", { app, content: "<p>覚え</p>" });
  expect(await count()).toBe(before + 1);
  await deploy(app);
  expect(await count()).toBe(before + 2);
});
