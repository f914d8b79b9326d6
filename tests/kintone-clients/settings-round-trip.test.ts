import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import { checkDefinition } from "../../server/apps/deploy/check-definition.ts";
import { completeDefinition } from "../../server/apps/deploy/complete-definition.ts";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { parseDefinitionCommand, runDefinitionCommand } from "../../server/apps/files/definition-command.ts";
import type { Client } from "../support/client.ts";
import { copyApp, exportApp, withoutIds } from "./export-app.ts";
import { fillRichApp } from "./rich-app.ts";
import {
  admin,
  deploy,
  hospital,
  newApp,
  packApp,
  space,
  startSettingsWorld,
  text,
  workspace,
} from "./settings-world.ts";
import { errorOf } from "./workspace.ts";

let portal: Client;
let rich: string;

beforeAll(async () => {
  await startSettingsWorld();
  portal = await workspace.login("admin");
  ({ app: rich } = await admin.app.addApp({ name: "全部入り" }));
  await fillRichApp(admin, rich, packApp);
  expect(await deploy(rich)).toEqual(["SUCCESS"]);
});
afterAll(() => workspace?.stop());

const path = "/portal/v1/app/definition.json";
async function definitionOf(app: string, preview = false): Promise<AppDefinition> {
  return (await portal.get(path, { app, preview })).json<{ definition: AppDefinition }>().definition;
}

describe("an app read through kintone's client and written into another one is the same app", () => {
  const exported = {} as { from: Awaited<ReturnType<typeof exportApp>>; to: Awaited<ReturnType<typeof exportApp>> };
  beforeAll(async () => {
    const { app } = await admin.app.addApp({ name: "写し" });
    exported.from = await exportApp(admin, rich);
    await copyApp(admin, exported.from, app);
    expect(await deploy(app)).toEqual(["SUCCESS"]);
    exported.to = await exportApp(admin, app);
  });

  test.each([
    ...(["fields", "layout", "views", "settings", "process", "appAcl", "recordAcl", "fieldAcl"] as const),
    ...(["general", "perRecord", "reminder", "reports", "actions", "adminNotes", "customize"] as const),
  ])("%s", (area) => {
    expect(exported.to[area]).toEqual(exported.from[area]);
    expect(JSON.stringify(exported.from[area]).length).toBeGreaterThan(40);
  });
});

describe("a whole definition", () => {
  test.each(["rich", "pack"])("of the %s app becomes the same app as a draft and as a file", async (which) => {
    const from = which === "rich" ? rich : packApp;
    const definition = await definitionOf(from);
    expect(checkDefinition(definition).problems).toEqual([]);

    const { app } = await admin.app.addApp({ name: "写し" });
    expect((await portal.put(path, { app, definition })).status).toBe(200);
    expect(await deploy(app)).toEqual(["SUCCESS"]);
    expect({ ...(await definitionOf(app)), code: definition.code }).toEqual(definition);

    const { database, clock } = workspace.platform;
    const installed = await deployApps(
      { database, now: clock() },
      [{ definition: { ...definition, code: `${definition.code}-file` } }], // prettier-ignore
    );
    const again = await definitionOf(installed.apps[0]!.id);
    expect(withoutIds({ ...again, code: definition.code })).toEqual(definition);
    // What is live as it is changes nothing.
    expect((await deployApps({ database, now: clock() }, [{ definition: again }])).apps).toEqual([]);
  });

  test("the operator's export of an installed file is that file; plan and apply tell what changes", async () => {
    const file = new URL("../../app-definitions/packs/medical-security/apps/01-hospital.json", import.meta.url);
    const { $schema: _, ...shipped } = JSON.parse(await readFile(file, "utf8")) as AppDefinition & { $schema?: string };
    const files = new Map([["hospital.json", ""]]);
    const means = {
      database: workspace.platform.database,
      now: workspace.platform.clock(),
      read: (name: string) => Promise.resolve(files.get(name)!),
    };
    const run = (...args: string[]) => runDefinitionCommand(means, parseDefinitionCommand(args));
    const exported = await run("export", "hospital");
    expect(JSON.parse(exported)).toEqual(completeDefinition(shipped));
    files.set("hospital.json", exported);
    expect(await run("plan", "hospital.json")).toBe("Nothing changes.");
    expect(await run("apply", "hospital.json")).toBe("Nothing changes.");
    files.set("hospital.json", exported.replaceAll("担当者氏名", "窓口の氏名").replace('"hospital"', '"copied"'));
    expect(await run("plan", "hospital.json")).toBe("hospital.json: app-added");
    expect(await run("apply", "hospital.json")).toBe("copied, revision 1: app-added");
    files.set("hospital.json", exported.replace('"hospital"', '"copied"'));
    expect(await run("plan", "hospital.json")).toMatch(/field-removed 窓口の氏名/);
    files.set("hospital.json", '{"code": "x"}');
    await expect(run("plan", "hospital.json")).rejects.toThrow(/settings/);
    await expect(run("export", "nothing")).rejects.toThrow('There is no app "nothing".');
    expect(() => parseDefinitionCommand(["fly"])).toThrow(/Usage/);
  });

  test("keeps data, by code and by renamedFrom, and refuses an old revision", async () => {
    const app = await newApp("改める");
    const { id } = await admin.record.addRecord({ app, record: { 品名: { value: "机" }, 数: { value: "3" } } });
    const definition = await definitionOf(app);
    const { 品名: named, ...others } = definition.fields.properties;
    const renamed = { ...named!, code: "名称", label: "名称", renamedFrom: "品名" };
    const layout = JSON.parse(JSON.stringify(definition.layout).replaceAll("品名", "名称")) as AppDefinition["layout"];
    const next = { ...definition, fields: { properties: { ...others, 名称: renamed } }, layout };
    const stale = await portal.put(path, { app, revision: 1, definition: next });
    expect([stale.status, stale.json()["code"]]).toEqual([409, "GAIA_CO03"]);
    expect((await portal.put(path, { app, definition: next })).status).toBe(200);
    expect(await deploy(app)).toEqual(["SUCCESS"]);
    const { record } = await admin.record.getRecord({ app, id });
    expect([record["名称"]?.value, record["数"]?.value]).toEqual(["机", "3"]);
  });

  test("what this installation does not have is named with its code and place", async () => {
    const app = await newApp("よそから");
    const definition = await definitionOf(app);
    const entity = { type: "GROUP" as const, code: "nobody" };
    const lookup = { relatedApp: { code: "elsewhere" }, relatedKeyField: "x", fieldMappings: [] };
    const bad = {
      ...definition,
      settings: { ...definition.settings, icon: { type: "FILE", file: { fileKey: "gone" } } },
      appAcl: { rights: [...definition.appAcl.rights, { ...definition.appAcl.rights[0]!, entity }] },
      fields: {
        properties: {
          ...definition.fields.properties,
          照会: text("照会", { lookup }),
          担当: { type: "USER_SELECT", code: "担当", label: "担当", entities: [{ type: "USER", code: "ghost" }] },
        },
      },
    };
    const refused = await portal.put(path, { app, definition: bad });
    expect(refused.status).toBe(400);
    expect(refused.json()["errors"]).toEqual({
      "definition.appAcl.rights[2].entity.code": { messages: ['"nobody"は見つかりません。'] },
      "definition.fields.properties.照会.lookup.relatedApp": { messages: ['"elsewhere"は見つかりません。'] },
      "definition.fields.properties.担当.entities[0].code": { messages: ['"ghost"は見つかりません。'] },
      "definition.settings.icon.file.fileKey": { messages: [expect.any(String)] },
    });
    const shape = await portal.put(path, { app, definition: { ...definition, views: 1 } });
    expect(Object.keys(shape.json<{ errors: object }>().errors)).toEqual(["definition.views"]);
    const stranger = await workspace.login("hana");
    expect((await stranger.put(path, { app, definition })).status).toBe(403);
  });

  test("what kintone has no words for survives kintone's client", async () => {
    const { app } = await admin.app.addApp({ name: "残る" });
    const definition = await definitionOf(packApp);
    const [rule] = definition.notifications.general.notifications;
    const marked: AppDefinition = {
      ...definition,
      notifications: {
        ...definition.notifications,
        general: { notifications: [{ ...rule!, mail: true }], notifyToCommenter: true },
        perRecord: {
          notifications: [
            { filterCond: "", title: "変わった", targets: [], whenChanged: ["レコード番号"], mail: true },
          ],
        },
      },
    };
    expect((await portal.put(path, { app, definition: marked })).status).toBe(200);
    const before = await definitionOf(app, true);
    await copyApp(admin, await exportApp(admin, app, true), app, false);
    const after = await definitionOf(app, true);
    expect(after.tabs?.length).toBeGreaterThan(0);
    const areas = ["fields", "tabs", "indexes", "translations", "notifications", "recordAcl", "fieldAcl"] as const;
    for (const area of areas) expect(after[area], area).toEqual(before[area]);
  });
});

test("defaults follow their options to new names and go with those that go", async () => {
  const app = await newApp("初期値");
  const choices = (...names: string[]) =>
    Object.fromEntries(names.map((label, index) => [label, { label, index: String(index) }]));
  const options = choices("甲", "乙", "丙");
  const field = (type: string, defaultValue: string | string[]) => ({
    type,
    code: type,
    label: type,
    options,
    defaultValue,
  });
  const types = { RADIO_BUTTON: "甲", DROP_DOWN: "乙", CHECK_BOX: ["甲", "乙"], MULTI_SELECT: ["丙"] };
  const given = Object.entries(types).map(([type, value]) => [type, field(type, value)]);
  await admin.app.addFormFields({ app, properties: Object.fromEntries(given) as never });
  const next = { 乙: { label: "乙々", index: 0 }, 丙: { label: "丙", index: 1 } };
  const changes = Object.keys(types).map((type) => [type, { type, options: next }]);
  await admin.app.updateFormFields({ app, properties: Object.fromEntries(changes) as never });
  const { properties } = await admin.app.getFormFields({ app, preview: true });
  const defaults = Object.keys(types).map((type) => (properties[type] as { defaultValue?: unknown }).defaultValue);
  expect(defaults).toEqual(["乙々", "乙々", ["乙々"], ["丙"]]);
  const sent = { 乙々: { label: "二", index: 0 }, 丙: { label: "丙", index: 1 } };
  const back = { type: "DROP_DOWN", options: sent, defaultValue: "乙々" };
  await admin.app.updateFormFields({ app, properties: { DROP_DOWN: back } as never });
  const again = await admin.app.getFormFields({ app, preview: true });
  expect(again.properties["DROP_DOWN"]).toHaveProperty("defaultValue", "二");
  expect(await deploy(app)).toEqual(["SUCCESS"]);
});

test("files of icon and scripts are kept by the keys that the preview shows", async () => {
  const app = await newApp("絵");
  const data = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"); // prettier-ignore
  const icon = await admin.file.uploadFile({ file: { name: "i.png", data } });
  await admin.app.updateAppSettings({ app, icon: { type: "FILE", file: icon } });
  const { icon: kept } = await admin.app.getAppSettings({ app, preview: true });
  expect(kept).toMatchObject({
    type: "FILE",
    file: { name: "i.png", contentType: "image/png", size: String(data.length) },
  });
  await admin.app.updateAppSettings({ app, icon: kept });
  const script = await admin.file.uploadFile({ file: { name: "a.js", data: "1" } });
  await admin.app.updateAppCustomize({ app, desktop: { js: [{ type: "FILE", file: script }] } });
  const { desktop } = await admin.app.getAppCustomize({ app, preview: true });
  await admin.app.updateAppCustomize({ app, desktop: { js: desktop.js } });
  expect((await admin.app.getAppCustomize({ app, preview: true })).desktop).toEqual(desktop);
});

describe("search", () => {
  test("finds what the searcher may see, by every word and in every kind", async () => {
    const app = await newApp("さがす");
    const { ids } = await admin.record.addRecords({
      app,
      records: [{ 品名: { value: "赤いリンゴとバナナ" } }, { 品名: { value: "青リンゴ" } }],
    });
    await admin.record.addRecordComment({ app, record: ids[0]!, comment: { text: "ﾘﾝｺﾞのリンゴ酒" } });
    const { defaultThread } = await admin.space.getSpace({ id: space });
    await admin.space.addThreadComment({ space, thread: defaultThread, comment: { text: "りんご狩り" } });
    const find = async (query: object[], more: object = {}, who = admin) => {
      const { hits } = await who.search({ query, ...more } as never);
      return hits.map((hit) => `${hit.type} ${"record" in hit ? hit.record.recordId : ""}`.trim()).sort();
    };
    const apple = { operator: "AND", keywords: ["りんご"] };
    expect(await find([apple])).toEqual(["RECORD 1", "RECORD 2", "RECORD_COMMENT", "THREAD_COMMENT"]);
    expect(await find([{ operator: "AND", keywords: ["りんご", "バナナ"] }])).toEqual(["RECORD 1"]);
    expect(await find([apple, { operator: "NOT", keywords: ["赤い"] }], { types: ["RECORD"] })).toEqual(["RECORD 2"]);
    expect(await find([{ operator: "NOT", keywords: ["赤い"] }])).toEqual([]);
    expect(await find([apple], { scopes: [{ scope: "SPACE", ids: [space] }] })).toEqual(["THREAD_COMMENT"]);
    expect(await find([apple], { createdAfter: "2100-01-01T00:00:00Z" })).toEqual([]);
    expect(await find([apple], { creators: ["hana"] })).toEqual([]);

    const pages: number[] = [];
    let token: string | null = null;
    do {
      const page = await admin.search({ query: [apple as never], limit: 3, pageToken: token });
      pages.push(page.hits.length);
      token = page.nextPageToken;
    } while (token !== null);
    expect(pages).toEqual([3, 1]);

    await admin.app.updateRecordAcl({ app, rights: [{ filterCond: '品名 like "青"', entities: [] }] });
    await deploy(app);
    expect(await find([apple], {}, hospital)).toEqual(["RECORD 1", "RECORD_COMMENT", "THREAD_COMMENT"]);
    await admin.app.updateAppAcl({
      app,
      rights: [{ entity: { type: "CREATOR" }, appEditable: true, recordViewable: true }],
    });
    await deploy(app);
    expect(await find([apple], {}, hospital)).toEqual(["THREAD_COMMENT"]);
  });

  test.each([
    [{ query: [] }, "query"],
    [{ query: [{ operator: "AND", keywords: ["x".repeat(51)] }] }, "query[0].keywords[0]"],
    [{ query: [{ operator: "XOR", keywords: ["x"] }] }, "query[0].operator"],
    [{ query: [1, 2].map(() => ({ operator: "OR", keywords: Array(11).fill("x") })) }, "query"],
    [{ query: [{ operator: "AND", keywords: ["x"] }], limit: 21 }, "limit"],
    [{ query: [{ operator: "AND", keywords: ["x"] }], sort: { by: "RELEVANCE", order: "ASC" } }, "sort.order"],
    [{ query: [{ operator: "AND", keywords: ["x"] }], pageToken: "zz" }, "pageToken"],
  ])("%j is refused at %s", async (input, key) => {
    const error = await errorOf(admin.search(input as never));
    expect(error).toMatchObject({ status: 400, code: "CB_VA01", errors: { [key]: {} } });
  });
});

test("the view of one's own tasks comes and goes with the process", async () => {
  const tasks = await newApp("作業");
  const namesOf = async () => Object.keys((await admin.app.getViews({ app: tasks, preview: true })).views);
  const states = { 未: { index: 0 }, 済: { index: 1 } };
  await admin.app.updateProcessManagement({ app: tasks, enable: true, states });
  const actions = [{ name: "終える", from: "未", to: "済" }];
  await admin.app.updateProcessManagement({ app: tasks, actions });
  await admin.app.updateProcessManagement({ app: tasks, states: { 未: { index: 0, name: "始" }, 済: { index: 1 } } });
  const process = await admin.app.getProcessManagement({ app: tasks, preview: true });
  expect(process.actions).toMatchObject([{ from: "始", to: "済", type: "PRIMARY", filterCond: "" }]);
  expect(await namesOf()).toEqual(["（作業者が自分）"]);
  const { views } = await admin.app.getViews({ app: tasks, preview: true });
  expect(views["（作業者が自分）"]).toMatchObject({ builtinType: "ASSIGNEE", filterCond: "作業者 in (LOGINUSER())" });
  await admin.app.updateViews({ app: tasks, views: { ...views, 一覧: { type: "LIST", index: 1 } } as never });
  expect(await namesOf()).toEqual(["（作業者が自分）", "一覧"]);
  expect(await deploy(tasks)).toEqual(["SUCCESS"]);
  await admin.app.updateProcessManagement({ app: tasks, enable: false });
  expect(await deploy(tasks)).toEqual(["SUCCESS"]);
  expect(await namesOf()).toEqual(["一覧"]);
});
