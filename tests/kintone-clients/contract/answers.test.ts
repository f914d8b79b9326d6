import type { KintoneRestAPIClient } from "@kintone/rest-api-client";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endpoints } from "../../../server/app.ts";
import { answerOf } from "../../../server/http/answers/answer-of.ts";
import { compileAnswers, watched, type SeenAnswer } from "../answer-types.ts";
import { packApp, space, startSettingsWorld, workspace } from "../settings-world.ts";
import { errorOf } from "../workspace.ts";

const seen: SeenAnswer[] = [];
let admin: KintoneRestAPIClient;
let app: string;

beforeAll(async () => {
  await startSettingsWorld();
  admin = watched(await workspace.clientOf("admin"), seen);
});
afterAll(() => workspace?.stop());

const options = (...labels: string[]) =>
  Object.fromEntries(labels.map((label, at) => [label, { label, index: String(at) }]));
const plain = (type: string, code: string, more: object = {}) => ({ [code]: { type, code, label: code, ...more } });
const properties = {
  ...plain("SINGLE_LINE_TEXT", "text", { unique: true }),
  ...plain("MULTI_LINE_TEXT", "lines"),
  ...plain("RICH_TEXT", "rich"),
  ...plain("NUMBER", "number", { unit: "円", unitPosition: "AFTER", displayScale: "2", minValue: "-5" }),
  ...plain("CALC", "sum", { expression: "number * 2" }),
  ...plain("LINK", "link", { protocol: "WEB" }),
  ...plain("CHECK_BOX", "check", { options: options("a", "b"), defaultValue: ["a"] }),
  ...plain("MULTI_SELECT", "multi", { options: options("a", "b") }),
  ...plain("RADIO_BUTTON", "radio", { options: options("a", "b"), defaultValue: "a" }),
  ...plain("DROP_DOWN", "drop", { options: options("a", "b") }),
  ...plain("DATE", "date"),
  ...plain("TIME", "time"),
  ...plain("DATETIME", "datetime"),
  ...plain("FILE", "file"),
  ...plain("USER_SELECT", "user", { entities: [{ type: "GROUP", code: "secretariat" }] }),
  ...plain("ORGANIZATION_SELECT", "organization"),
  ...plain("GROUP_SELECT", "group"),
  ...plain("GROUP", "box"),
  table: {
    type: "SUBTABLE",
    code: "table",
    label: "table",
    fields: { ...plain("NUMBER", "cell"), ...plain("FILE", "paper") },
  },
};

test("form, layout and views", async () => {
  ({ app } = await admin.app.addApp({ name: "全部", space }));
  await admin.app.addFormFields({ app, properties: properties as never });
  await admin.app.updateFormFields({ app, properties: { text: { type: "SINGLE_LINE_TEXT", label: "件名" } } });
  await admin.app.addFormFields({ app, properties: plain("NUMBER", "gone") as never });
  await admin.app.deleteFormFields({ app, fields: ["gone"] });
  const row = (...fields: object[]) => ({ type: "ROW" as const, fields: fields as { [key: string]: unknown }[] });
  const placed = Object.entries(properties).filter(([, { type }]) => !["GROUP", "SUBTABLE"].includes(type));
  await admin.app.updateFormLayout({
    app,
    layout: [
      row({ type: "LABEL", label: "<b>説明</b>", size: { width: "100" } }, { type: "HR", size: { width: "50" } }),
      row({ type: "SPACER", elementId: "here", size: { width: "20", height: "30" } }),
      ...placed.slice(1).map(([code, { type }]) => row({ type, code, size: { width: "200" } })),
      {
        type: "SUBTABLE",
        code: "table",
        fields: [
          { type: "NUMBER", code: "cell" },
          { type: "FILE", code: "paper" },
        ],
      },
      { type: "GROUP", code: "box", layout: [row({ type: "SINGLE_LINE_TEXT", code: "text" })] },
    ],
  });
  const common = { filterCond: 'radio in ("a")', sort: "レコード番号 asc" };
  await admin.app.updateViews({
    app,
    views: {
      一覧: { type: "LIST", index: 0, name: "一覧", fields: ["text", "number"], ...common },
      暦: { type: "CALENDAR", index: 1, name: "暦", date: "date", title: "text", ...common },
      自由: { type: "CUSTOM", index: 2, name: "自由", html: "<p>x</p>", pager: true, device: "ANY", ...common },
    },
  });
  await admin.app.getFormFields({ app, preview: true });
  await admin.app.getFormLayout({ app, preview: true });
  await admin.app.getViews({ app, preview: true });
});

/** What is read live and in preview alike. */
const reads = [
  ...(["getFormFields", "getFormLayout", "getViews", "getAppSettings", "getProcessManagement"] as const),
  ...(["getAppAcl", "getRecordAcl", "getFieldAcl", "getGeneralNotifications"] as const),
  ...(["getPerRecordNotifications", "getReminderNotifications", "getReports", "getAppActions"] as const),
  ...(["getAdminNotes", "getAppCustomize", "getPlugins"] as const),
];

type Reader = Readonly<Record<(typeof reads)[number], (asked: { app: string; preview: boolean }) => Promise<unknown>>>;

test("settings, process, rights, notifications, reports, actions, notes", async () => {
  await admin.app.updateAppSettings({
    app,
    description: "<p>説明</p>",
    theme: "RED",
    icon: { type: "PRESET", key: "APP60" },
    titleField: { selectionMode: "MANUAL", code: "text" },
  });
  const everyone = { type: "GROUP" as const, code: "everyone" };
  await admin.app.updateProcessManagement({
    app,
    enable: true,
    states: {
      未処理: { name: "未処理", index: 0 },
      処理中: {
        name: "処理中",
        index: 1,
        assignee: { type: "ANY", entities: [{ entity: { type: "USER", code: "sato" } }] },
      },
      完了: { name: "完了", index: "2", assignee: { type: "ONE", entities: [] } },
    } as never,
    actions: [
      { name: "始める", from: "未処理", to: "処理中", filterCond: "" },
      { name: "終える", from: "処理中", to: "完了", filterCond: 'drop in ("a")', type: "PRIMARY" },
      {
        name: "預ける",
        from: "処理中",
        to: "未処理",
        type: "SECONDARY",
        executableUser: { entities: [{ entity: everyone }] },
      },
    ] as never,
  });
  const all = {
    appEditable: true,
    recordViewable: true,
    recordAddable: true,
    recordEditable: true,
    recordDeletable: true,
  };
  await admin.app.updateAppAcl({
    app,
    rights: [
      { entity: { type: "CREATOR" }, ...all, recordImportable: true, recordExportable: true },
      { entity: everyone, ...all, recordImportable: true, recordExportable: true },
    ] as never,
  });
  await admin.app.updateRecordAcl({
    app,
    rights: [
      {
        filterCond: 'drop in ("a")',
        entities: [
          { entity: { type: "FIELD_ENTITY", code: "user" }, viewable: true, editable: true, deletable: false },
          { entity: everyone, viewable: true, editable: true, deletable: true },
        ],
      },
    ] as never,
  });
  await admin.app.updateFieldAcl({
    app,
    rights: [{ code: "lines", entities: [{ accessibility: "READ", entity: everyone, includeSubs: false }] }] as never,
  });
  await admin.app.updateGeneralNotifications({
    app,
    notifyToCommenter: true,
    notifications: [
      {
        entity: { type: "FIELD_ENTITY", code: "user" },
        includeSubs: false,
        recordAdded: true,
        recordEdited: true,
        commentAdded: true,
        statusChanged: true,
        fileImported: true,
      },
    ],
  });
  const targets = [{ entity: { type: "USER" as const, code: "sato" }, includeSubs: false }];
  await admin.app.updatePerRecordNotifications({
    app,
    notifications: [{ filterCond: 'drop in ("a")', title: "題", targets }],
  });
  await admin.app.updateReminderNotifications({
    app,
    timezone: "Asia/Tokyo",
    notifications: [
      { timing: { code: "date", daysLater: "1", time: "08:30" }, filterCond: "", title: "朝", targets },
      { timing: { code: "datetime", daysLater: "0", hoursLater: "2" }, filterCond: "", title: "後", targets },
    ],
  });
  await admin.app.updateReports({
    app,
    reports: {
      月別: {
        ...{
          chartType: "COLUMN",
          chartMode: "NORMAL",
          index: 0,
          name: "月別",
          filterCond: "",
          groups: [{ code: "date", per: "MONTH" }],
        },
        aggregations: [{ type: "COUNT" }],
        sorts: [{ by: "TOTAL", order: "DESC" }],
        periodicReport: { active: true, period: { every: "MONTH", dayOfMonth: "END_OF_MONTH", time: "09:00" } },
      },
    } as never,
  });
  await admin.app.updateAppActions({
    app,
    actions: {
      写す: {
        ...{ index: 0, name: "写す", destApp: { app }, entities: [everyone] },
        mappings: [
          { srcType: "FIELD", srcField: "lines", destField: "lines" },
          { srcType: "RECORD_URL", destField: "link" },
        ],
      },
    } as never,
  });
  await admin.app.updateAdminNotes({ app, content: "<p>覚え</p>", includeInTemplateAndDuplicates: true });
  const script = await admin.file.uploadFile({ file: { name: "a.js", data: "1;" } });
  await admin.app.updateAppCustomize({
    app,
    scope: "ADMIN",
    desktop: {
      js: [
        { type: "URL", url: "https://example.jp/x.js" },
        { type: "FILE", file: script },
      ],
      css: [],
    },
  });
  expect(await errorOf(admin.app.addPlugins({ app, ids: ["abc"] }))).toMatchObject({ status: 400 });
  await admin.app.deployApp({ apps: [{ app }] });
  expect(await admin.app.getDeployStatus({ apps: [app] })).toEqual({ apps: [{ app, status: "SUCCESS" }] });
  const readers: Reader = admin.app;
  for (const name of reads) {
    for (const preview of [false, true]) await readers[name]({ app, preview });
  }
  await admin.app.getApp({ id: app });
  await admin.app.getApp({ id: packApp });
  await admin.app.getViews({ app: packApp });
  await admin.app.getProcessManagement({ app: packApp });
  await admin.app.getRecordAcl({ app: packApp });
  await admin.app.getApps({ ids: [app] });
  await admin.app.getStatistics({ limit: 10 });
});

test("records, files, cursors, comments, status", async () => {
  const { fileKey } = await admin.file.uploadFile({ file: { name: "紙.txt", data: "紙" } });
  const folder = await mkdtemp(join(tmpdir(), "answers-"));
  await writeFile(join(folder, "資料.txt"), "資料");
  const inRow = await admin.file.uploadFile({ file: { path: join(folder, "資料.txt") } });
  await rm(folder, { recursive: true });
  const value = (given: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(given).map(([code, one]) => [code, { value: one }]));
  const { id } = await admin.record.addRecord({
    app,
    record: value({
      ...{
        text: "一",
        rich: "<b>x</b>",
        number: "1.50",
        link: "https://example.jp/",
        check: ["a", "b"],
      },
      ...{
        multi: ["b"],
        radio: "b",
        drop: "a",
        date: "2026-11-21",
        time: "9:30",
        datetime: "2026-11-21T09:30:00+09:00",
      },
      ...{
        file: [{ fileKey }],
        user: [{ code: "sato" }],
        organization: [{ code: "hospital-a" }],
        group: [{ code: "hospitals" }],
      },
      table: [{ value: value({ cell: 1, paper: [inRow] }) }, { value: {} }],
    }),
  });
  const empty = await admin.record.addRecords({ app, records: [{}, value({ text: "三" })] });
  await admin.record.updateRecord({ app, id, record: value({ number: 2 }) });
  await admin.record.upsertRecord({ app, updateKey: { field: "text", value: "一" }, record: {} });
  await admin.record.upsertRecord({ app, updateKey: { field: "text", value: "四" }, record: {} });
  await admin.record.updateRecords({ app, records: [{ id: empty.ids[0]!, record: {} }] });
  await admin.record.updateRecords({
    app,
    upsert: true,
    records: [{ updateKey: { field: "text", value: "五" }, record: {} }],
  });
  const { record } = await admin.record.getRecord({ app, id });
  await admin.record.getRecord({ app, id: empty.ids[0]! });
  const key = (record["file"] as { value: { fileKey: string }[] }).value[0]!.fileKey;
  expect(Buffer.from(await admin.file.downloadFile({ fileKey: key })).toString()).toBe("紙");
  await admin.record.getRecords({ app, totalCount: true });
  await admin.record.getRecords({ app, fields: ["text", "$id"], query: "limit 1" });
  await admin.record.getAllRecords({ app });
  await admin.record.getAllRecords({ app, orderBy: "text asc" });
  await admin.record.getAllRecordsWithId({ app });
  await admin.record.getAllRecordsWithOffset({ app, orderBy: "text asc" });
  await admin.record.getAllRecordsWithCursor({ app });
  const cursor = await admin.record.createCursor({ app, size: 1 });
  await admin.record.getRecordsByCursor(cursor);
  await admin.record.deleteCursor(cursor);
  const mentions = [{ code: "sato", type: "USER" as const }];
  const comment = await admin.record.addRecordComment({ app, record: id, comment: { text: "こんにちは", mentions } });
  await admin.record.getRecordComments({ app, record: id });
  await admin.record.deleteRecordComment({ app, record: id, comment: comment.id });
  await admin.record.updateRecordAssignees({ app, id, assignees: ["admin"] });
  await admin.record.updateRecordStatus({ app, id, action: "始める", assignee: "sato" });
  await admin.record.updateRecordsStatus({ app, records: [{ id: empty.ids[1]!, action: "始める", assignee: "sato" }] });
  await admin.app.evaluateRecordsAcl({ app, ids: [id] });
  await admin.record.deleteRecords({ app, ids: [empty.ids[0]!] });
  const more = await admin.record.addAllRecords({ app, records: [{}, {}] });
  const ids = more.records.map((one) => one.id);
  await admin.record.updateAllRecords({ app, records: ids.map((one) => ({ id: one, record: {} })) });
  await admin.record.deleteAllRecords({ app, records: ids.map((one) => ({ id: one })) });
  await admin.bulkRequest({ requests: [{ method: "POST", api: "/k/v1/record.json", payload: { app } }] });
});

test("spaces, plug-ins and what the portal does not offer", async () => {
  await admin.space.getSpace({ id: space });
  await admin.space.updateSpace({ id: space, name: "空間" });
  await admin.space.updateSpaceBody({ id: space, body: "<p>x</p>" });
  const { members } = (await admin.space.getSpaceMembers({ id: space })) as { members: never };
  await admin.space.updateSpaceMembers({ id: space, members });
  const thread = await admin.space.addThread({ space, name: "糸" });
  await admin.space.updateThread({ id: thread.id, body: "<p>x</p>" });
  await admin.space.addThreadComment({ space, thread: thread.id, comment: { text: "x" } });
  await admin.space.getStatistics({});
  await admin.search({ query: [{ operator: "AND", keywords: ["x"] }] });
  await admin.app.move({ app, space: null });
  await admin.space.addSpaceFromTemplate({ id: await workspace.saveTemplate(space), name: "x", members });
  for (const name of ["getPlugins", "getRequiredPlugins"] as const) await admin.plugin[name]({});
  await admin.plugin.getApps({ id: "x" });
  const guests = [{ name: "x", code: "x@example.jp", password: "abcdef", timezone: "Asia/Tokyo" }];
  const refused = [
    () => admin.space.addGuests({ guests: guests as never }),
    () => admin.space.deleteGuests({ guests: ["x@example.jp"] }),
    () => admin.space.updateSpaceGuests({ id: space, guests: [] }),
    () => admin.space.deleteSpace({ id: space }),
    () => admin.plugin.installPlugin({ fileKey: "x" }),
    () => admin.plugin.updatePlugin({ id: "x", fileKey: "x" }),
    () => admin.plugin.uninstallPlugin({ id: "x" }),
  ];
  for (const one of refused) expect((await errorOf(one())).status).toBeGreaterThanOrEqual(400);
});

test("what this client has no method for: the old form, rights that go live at once, people", async () => {
  const visitor = await workspace.login("admin");
  const ask = async (path: string, input: object = {}) =>
    expect([path, (await visitor.get(path, input as Record<string, unknown>)).status]).toEqual([path, 200]);
  for (const path of ["/k/v1/form.json", "/k/v1/preview/form.json"]) await ask(path, { app });
  for (const name of ["users", "organizations", "groups", "titles"]) await ask(`/v1/${name}.json`);
  for (const name of ["organizations", "groups"]) await ask(`/v1/user/${name}.json`, { code: "hana" });
  await ask("/v1/organization/users.json", { code: "hospital-a" });
  await ask("/v1/group/users.json", { code: "hospitals" });
  await ask("/v1/users/services.json", { codes: ["hana"] });
  for (const kind of ["app", "record", "field"]) {
    const { rights } = (await visitor.get(`/k/v1/${kind}/acl.json`, { app })).json();
    expect([kind, (await visitor.put(`/k/v1/${kind}/acl.json`, { app, rights })).status]).toEqual([kind, 200]);
  }
  const columns = "code, name, definition, created_at, updated_at";
  const [made] = await workspace.sql(
    `insert into space (${columns}) values ('x', 'x', '{}', now(), now()) returning id`,
  );
  await admin.space.deleteSpace({ id: String(made!["id"]) });
});

/** Where the contract says more than the published types, or the types are known to be wrong. */
const knownGaps = [
  /^app.get(FormLayout|Statistics): .*'"(elementId|apiTokenCount)"' does not exist/, // since 2026-02, newer than the types
  /^app.updateAppCustomize: .*'"scope"' does not exist/, // kintone returns the whole setting, the type its revision alone
  /^app.getPerRecordNotifications: Property 'revision' is missing/, // the type puts the answer's revision into each line
];

/** The compiler takes some seconds, and more on a busy machine. */
const compileMs = 120_000;

test(
  "every method of the client was called, and every answer is of the type that the client publishes",
  { timeout: compileMs },
  () => {
    const problems = compileAnswers(seen).filter((problem) => !knownGaps.some((gap) => gap.test(problem)));
    expect(problems).toEqual([]);
  },
);

test("every call of kintone's API has a published schema, and its answers fit", () => {
  const isAsked = (path: string) => /^\/(k\/)?v1\//.test(path) && !/^\/(k\/v1\/apis|v1\/(csv|file))/.test(path);
  const calls = endpoints.filter(({ path }) => isAsked(path)).map(({ method, path }) => `${method} ${path}`);
  const described = calls.filter((call) => answerOf(...(call.split(" ") as [string, string])));
  expect(described.filter((call) => !workspace.answers.seen.has(call))).toEqual([]);
  expect(workspace.answers.problems).toEqual([]);
});
