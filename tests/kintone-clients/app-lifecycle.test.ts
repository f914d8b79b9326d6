import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

beforeAll(startSettingsWorld, 120_000);
afterAll(() => workspace?.stop());

describe("form", () => {
  test("add, get, rename and delete fields; layout with sizes as text", async () => {
    const app = await newApp();
    const added = await admin.app.addFormFields({
      app,
      properties: {
        色: {
          type: "DROP_DOWN",
          code: "色",
          label: "色",
          options: { 赤: { label: "赤", index: "0" }, 青: { label: "青", index: "1" } },
        },
        表: { type: "SUBTABLE", code: "表", fields: { 行: text("行") } },
        枠: { type: "GROUP", code: "枠", label: "枠" },
      },
      revision: 2,
    });
    expect(added.revision).toBe("3");
    const layout = {
      layout: [
        {
          type: "ROW" as const,
          fields: [
            { type: "SINGLE_LINE_TEXT" as const, code: "品名", size: { width: 200 } },
            { type: "LABEL" as const, label: "<b>説明</b>", size: { width: "100" } },
          ],
        },
        {
          type: "SUBTABLE" as const,
          code: "表",
          fields: [{ type: "SINGLE_LINE_TEXT" as const, code: "行", size: { width: "90" } }],
        },
        {
          type: "GROUP" as const,
          code: "枠",
          layout: [
            {
              type: "ROW" as const,
              fields: [
                { type: "DROP_DOWN" as const, code: "色" },
                { type: "NUMBER" as const, code: "数" },
              ],
            },
          ],
        },
      ],
    };
    expect(await admin.app.updateFormLayout({ app, layout: layout.layout as never })).toEqual({ revision: "4" });
    const read = await admin.app.getFormLayout({ app, preview: true });
    expect(read.layout[0]).toMatchObject({
      fields: [
        { code: "品名", size: { width: "200" } },
        { type: "LABEL", label: "<b>説明</b>" },
      ],
    });

    const missing = await errorOf(admin.app.updateFormLayout({ app, layout: [] }));
    expect(missing).toMatchObject({ status: 400, code: "GAIA_FN11" });
    const unknown = await errorOf(admin.app.updateFormFields({ app, properties: { なし: text("なし") } }));
    expect(unknown).toMatchObject({
      status: 400,
      code: "GAIA_FC01",
      message: expect.stringContaining("code: なし") as string,
    });

    await admin.app.updateFormFields({
      app,
      properties: { 品名: { type: "SINGLE_LINE_TEXT", code: "名称", label: "名称" } },
    });
    expect((await admin.app.getFormLayout({ app, preview: true })).layout[0]).toMatchObject({
      fields: [{ code: "名称" }, {}],
    });
    await admin.app.deleteFormFields({ app, fields: ["数"] });
    expect(await deploy(app)).toEqual(["SUCCESS"]);
    const { properties, revision } = await admin.app.getFormFields({ app });
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(["名称", "色", "表", "枠", "作成者"]));
    expect(properties).not.toHaveProperty("数");
    expect(revision).toBe("6");
    const stale = await errorOf(admin.app.deleteFormFields({ app, fields: ["色"], revision: 5 }));
    expect(stale).toMatchObject({ status: 409, code: "GAIA_CO03" });
  });
});

test("apps: filters, ids as text, move into a space and out", async () => {
  const { defaultThread } = await admin.space.getSpace({ id: space });
  const { app } = await admin.app.addApp({ name: "棚卸し台帳", space });
  expect(defaultThread).toMatch(/^\d+$/);
  expect(await errorOf(admin.app.getApp({ id: app }))).toMatchObject({ status: 404, code: "GAIA_AP01" });
  await deploy(app);
  expect(await admin.app.getApp({ id: app })).toMatchObject({ appId: app, name: "棚卸し台帳", spaceId: space });
  expect((await admin.app.getApps({ name: "棚卸し" })).apps.map(({ appId }) => appId)).toEqual([app]);
  expect((await admin.app.getApps({ ids: [app], spaceIds: [space] })).apps).toHaveLength(1);
  expect((await admin.app.getApps({ ids: [app], codes: ["none"] })).apps).toEqual([]);
  const two = await admin.app.getApps({ limit: 1, offset: 1 });
  expect(two.apps).toHaveLength(1);
  await admin.app.move({ app, space: null });
  expect(await admin.app.getApp({ id: app })).toMatchObject({ spaceId: null });
});

test("labels in the language asked for", async () => {
  const [ja, en] = [
    await admin.app.getFormFields({ app: packApp }),
    await admin.app.getFormFields({ app: packApp, lang: "en" }),
  ];
  const labelsOf = ({ properties }: typeof ja) => Object.values(properties).map(({ label }) => label);
  expect(labelsOf(en)).not.toEqual(labelsOf(ja));
  expect(Object.keys(en.properties)).toEqual(Object.keys(ja.properties));
});

test("statistics are for whoever manages apps", async () => {
  const app = await newApp("数える");
  await admin.record.addRecord({ app, record: {} });
  const { apps } = await admin.app.getStatistics({ limit: 100 });
  expect(apps.find(({ id }) => id === app)).toMatchObject({
    name: "数える",
    status: "ACTIVATED",
    ...{ recordCount: "1", dailyRequestCount: "0", apiTokenCount: "0", webhookCount: "0" },
    customized: false,
  });
  await admin.app.updateAppSettings({ app, name: "待つ" });
  const { apps: after } = await admin.app.getStatistics({ limit: 100 });
  expect(after.find(({ id }) => id === app)).toMatchObject({ name: "数える", status: "CHANGED" });
  const { spaces } = await admin.space.getStatistics({});
  expect(spaces[0]).toMatchObject({ id: space });
  expect(await hospital.app.getStatistics({})).toEqual({ apps: [] });
  expect((await hospital.space.getStatistics({})).spaces[0]).toMatchObject({ id: space });
});

test("revert, and a deploy that the data forbids", async () => {
  const app = await newApp();
  await admin.app.updateAppSettings({ app, name: "別" });
  await admin.app.deployApp({ apps: [{ app }], revert: true });
  expect((await admin.app.getAppSettings({ app, preview: true })).name).toBe("備品");
  await admin.record.addRecords({ app, records: [{ 品名: { value: "同" } }, { 品名: { value: "同" } }] });
  await admin.app.updateFormFields({ app, properties: { 品名: { type: "SINGLE_LINE_TEXT", unique: true } } });
  const sibling = await newApp();
  await admin.app.updateAppSettings({ app: sibling, name: "弟" });
  expect(await deploy(app, sibling)).toEqual(["FAIL", "CANCEL"]);
});

test("a wrong formula is refused at the deploy", async () => {
  const app = await newApp();
  await admin.app.addFormFields({
    app,
    properties: { 計: { type: "CALC", code: "計", label: "計", expression: "数 * なし" } },
  });
  expect(await errorOf(admin.app.deployApp({ apps: [{ app }] }))).toMatchObject({
    ...{ status: 400, code: "GAIA_IL01" },
    message: expect.stringMatching(
      /フィールド「.+」の計算式が正しくありません。\(エラーの内容：.*が存在しません。/,
    ) as string,
  });
  const titleField = { selectionMode: "MANUAL", code: "なし" } as const;
  expect(await errorOf(admin.app.updateAppSettings({ app, titleField }))).toMatchObject({ code: "GAIA_FC01" });
  await admin.app.updateFormFields({ app, properties: { 計: { type: "CALC", expression: "数 * 2" } } });
  await admin.app.updateFormFields({ app, properties: { 数: { type: "NUMBER", code: "個数" } } });
  expect(await deploy(app)).toEqual(["SUCCESS"]);
  expect((await admin.app.getFormFields({ app })).properties).toMatchObject({ 計: { expression: "個数 * 2" } });
});

test("an app read through the client and written elsewhere is the same app", async () => {
  const from = packApp;
  const { app } = await admin.app.addApp({ name: "写し" });
  const { properties } = await admin.app.getFormFields({ app: from });
  const system = [
    "RECORD_NUMBER",
    "CREATOR",
    "CREATED_TIME",
    "MODIFIER",
    "UPDATED_TIME",
    "STATUS",
    "STATUS_ASSIGNEE",
    "CATEGORY",
  ];
  const own = Object.fromEntries(Object.entries(properties).filter(([, { type }]) => !system.includes(type)));
  await admin.app.addFormFields({ app, properties: own as never });
  const { layout } = await admin.app.getFormLayout({ app: from });
  await admin.app.updateFormLayout({ app, layout: layout as never });
  const { views } = await admin.app.getViews({ app: from });
  await admin.app.updateViews({ app, views: views as never });
  await admin.app.updateAppSettings({
    app,
    ...((await admin.app.getAppSettings({ app: from })) as object),
    revision: -1,
  });
  await admin.app.updateProcessManagement({
    app,
    ...((await admin.app.getProcessManagement({ app: from })) as object),
    revision: -1,
  });
  const acls = [
    await admin.app.getAppAcl({ app: from }),
    await admin.app.getRecordAcl({ app: from }),
    await admin.app.getFieldAcl({ app: from }),
  ] as const;
  await admin.app.updateAppAcl({ app, rights: acls[0].rights as never });
  await admin.app.updateRecordAcl({ app, rights: acls[1].rights as never });
  await admin.app.updateFieldAcl({ app, rights: acls[2].rights as never });
  const general = await admin.app.getGeneralNotifications({ app: from });
  await admin.app.updateGeneralNotifications({
    app,
    notifications: general.notifications,
    notifyToCommenter: general.notifyToCommenter,
  });
  expect(await deploy(app)).toEqual(["SUCCESS"]);

  const copy = await admin.app.getFormFields({ app });
  expect(copy.properties).toEqual(properties);
  expect(Object.keys(copy.properties).filter((code) => code in own)).toEqual(Object.keys(own));
  expect((await admin.app.getFormLayout({ app })).layout).toEqual(layout);
  const withoutIds = (given: object) =>
    JSON.parse(JSON.stringify(given, (key, value: unknown) => (key === "id" ? undefined : value))) as unknown;
  expect(withoutIds((await admin.app.getViews({ app })).views)).toMatchObject(withoutIds(views) as object);
  expect((await admin.app.getAppAcl({ app })).rights).toEqual(acls[0].rights);
  expect((await admin.app.getRecordAcl({ app })).rights).toEqual(acls[1].rights);
  expect((await admin.app.getFieldAcl({ app })).rights).toEqual(acls[2].rights);
});

describe("spaces", () => {
  test("read, change, body, members", async () => {
    await admin.space.updateSpace({
      id: space,
      name: "支援事業",
      showMemberList: true,
      permissions: { createApp: "ADMIN" },
    });
    await admin.space.updateSpaceBody({ id: space, body: "<p>ようこそ</p><script>x</script>" });
    expect(await admin.space.getSpace({ id: space })).toMatchObject({
      ...{
        id: space,
        name: "支援事業",
        body: "<p>ようこそ</p>",
        isPrivate: false,
        isGuest: false,
        showMemberList: true,
      },
      attachedApps: expect.arrayContaining([expect.objectContaining({ appId: packApp })]) as never,
    });
    const members = [{ entity: { type: "GROUP" as const, code: "secretariat" }, isAdmin: true }];
    await admin.space.updateSpaceMembers({ id: space, members });
    expect(await admin.space.getSpaceMembers({ id: space })).toMatchObject({
      members: [{ ...members[0], includeSubs: false }],
    });
    const nobody = admin.space.updateSpaceMembers({
      id: space,
      members: [{ entity: { type: "USER", code: "なし" }, isAdmin: true }],
    });
    expect(await errorOf(nobody)).toMatchObject({ status: 400, code: "GAIA_IL26" });
    expect(await errorOf(hospital.space.updateSpaceBody({ id: space, body: "" }))).toMatchObject({
      status: 403,
      code: "CB_NO02",
    });
    expect(await errorOf(admin.space.getSpace({ id: 999 }))).toMatchObject({ status: 404, code: "GAIA_SP01" });
  });

  test("threads, comments with files and mentions", async () => {
    const { id: thread } = await admin.space.addThread({ space, name: "連絡" });
    await admin.space.updateThread({ id: thread, name: "お知らせ", body: "<p>本文</p>" });
    const { fileKey } = await admin.file.uploadFile({ file: { name: "案内.txt", data: "案内" } });
    const comment = {
      text: "確認してください",
      mentions: [{ type: "USER" as const, code: "hana" }],
      files: [{ fileKey, width: 100 }],
    };
    const { id } = await admin.space.addThreadComment({ space, thread, comment });
    expect(id).toMatch(/^\d+$/);
    const reader = await workspace.login("hana");
    const { comments } = (await reader.get("/portal/v1/thread.json", { id: thread })).json<{
      comments: { files: { fileKey: string; name: string }[] }[];
    }>();
    expect(comments[0]?.files).toMatchObject([{ name: "案内.txt" }]);
    expect(Buffer.from(await hospital.file.downloadFile({ fileKey: comments[0]!.files[0]!.fileKey })).toString()).toBe(
      "案内",
    );

    // What one hospital attaches, another can neither see nor fetch.
    const own = await hospital.file.uploadFile({ file: { name: "内緒.txt", data: "内緒" } });
    await hospital.space.addThreadComment({ space, thread, comment: { text: "", files: [own] } });
    const other = await workspace.clientOf("taro");
    expect(await errorOf(other.file.downloadFile(own))).toMatchObject({ status: 404 });
    expect(await errorOf(hospital.space.addThread({ space, name: "x" }))).toMatchObject({ code: "CB_NO02" });
  });

  test("a space from a template: text, threads and apps that know each other, without members and records", async () => {
    const person = await workspace.login("admin");
    const templates = "/portal/v1/admin/space-templates.json";
    const members = [{ entity: { type: "USER" as const, code: "sato" }, isAdmin: true }];
    const source = await newApp();
    await admin.app.updateFormFields({ app: source, properties: { 品名: { type: "SINGLE_LINE_TEXT", unique: true } } });
    const asker = await newApp();
    const lookup = { relatedApp: { app: source }, relatedKeyField: "品名", fieldMappings: [], lookupPickerFields: [] };
    await admin.app.addFormFields({ app: asker, properties: { 照会: { ...text("照会"), lookup } } as never });
    expect(await deploy(source, asker)).toEqual(["SUCCESS", "SUCCESS"]);
    await admin.app.move({ app: source, space });
    await admin.app.move({ app: asker, space });
    await admin.record.addRecord({ app: source, record: { 品名: { value: "りんご" } } });
    const id = await workspace.saveTemplate(space, "支援");
    const before = await admin.space.getSpace({ id: space });
    expect((await person.get(templates)).json()).toMatchObject({
      templates: [{ id, name: "支援", creator: { code: "admin" }, apps: before.attachedApps.map(({ name }) => name) }],
    });

    const made = await admin.space.addSpaceFromTemplate({ id, name: "翌年の支援", members, fixedMember: true });
    const copy = await admin.space.getSpace({ id: made.id });
    expect(copy).toMatchObject({
      ...{
        name: "翌年の支援",
        body: before.body,
        fixedMember: true,
        isPrivate: false,
        isGuest: false,
        memberCount: "1",
      },
      attachedApps: before.attachedApps.map(({ name }) => ({ name, code: "" })),
    });
    expect(copy.defaultThread).not.toBe(before.defaultThread);
    expect((await admin.space.getSpaceMembers({ id: made.id })).members).toMatchObject(members);
    const idOf = (app: string) => copy.attachedApps[before.attachedApps.findIndex((one) => one.appId === app)]!.appId;
    const { properties } = await admin.app.getFormFields({ app: idOf(asker) });
    expect(properties["照会"]).toMatchObject({ lookup: { relatedApp: { app: idOf(source) } } });
    expect((await admin.record.getRecords({ app: idOf(source), totalCount: true })).totalCount).toBe("0");
    expect((await admin.app.getFormLayout({ app: idOf(packApp) })).layout).toEqual(
      (await admin.app.getFormLayout({ app: packApp })).layout,
    );

    const refused = async (input: object, client = admin) =>
      errorOf(client.space.addSpaceFromTemplate({ id, name: "x", members, ...input }));
    expect(await refused({ members: [{ ...members[0], isAdmin: false }] })).toMatchObject({
      ...{ status: 400, code: "CB_VA01", errors: { members: { messages: ["必須です。"] } } },
    });
    expect(await refused({ name: "" })).toMatchObject({ code: "CB_VA01", errors: { name: {} } });
    expect(await refused({ isGuest: true })).toMatchObject({ code: "MG_US01" });
    expect(await refused({ isPrivate: true })).toMatchObject({ code: "MG_US01" });
    expect(await refused({}, hospital)).toMatchObject({ status: 403, code: "CB_NO02" });
    expect(await refused({ id: 999 })).toMatchObject({ status: 404, code: "MG_SP03" });
    expect((await person.delete(templates, { id })).status).toBe(200);
    expect(await refused({})).toMatchObject({ status: 404, code: "MG_SP03" });
    expect(await workspace.sql("select 1 from space where name = 'x'")).toEqual([]);
    for (const app of [source, asker]) await admin.app.move({ app, space: null });
  });

  test("guests are refused in so many words, after their parameters were looked at; a space with apps stays", async () => {
    const guest = { name: "客", code: "a@example.jp", password: "x", timezone: "Asia/Tokyo" };
    expect(await errorOf(admin.space.addGuests({ guests: [guest] as never }))).toMatchObject({
      ...{ code: "CB_VA01", errors: { "guests[0].password": {} } },
    });
    expect(await errorOf(admin.space.deleteGuests({ guests: [] }))).toMatchObject({ code: "CB_VA01" });
    expect(await errorOf(hospital.space.deleteGuests({ guests: [guest.code] }))).toMatchObject({ code: "CB_NO02" });
    expect(await errorOf(admin.space.deleteGuests({ guests: ["a@example.jp"] }))).toMatchObject({ code: "MG_US01" });
    expect(await errorOf(admin.space.updateSpaceGuests({ id: space, guests: [] }))).toMatchObject({ code: "MG_US01" });
    expect(await errorOf(admin.space.deleteSpace({ id: space }))).toMatchObject({ code: "MG_SP02" });
    const [made] = await workspace.sql(
      "insert into space (code, name, definition, created_at, updated_at) values ('empty', '空', '{}', now(), now()) returning id",
    );
    await admin.space.deleteSpace({ id: String(made!["id"]) });
    expect(await errorOf(admin.space.getSpace({ id: String(made!["id"]) }))).toMatchObject({ code: "GAIA_SP01" });
  });
});

test.each([
  ["POST", "preview/app", { name: "x", thread: "1" }, "space"],
  ["POST", "preview/app", { name: "x", space: "1" }, "thread"],
  ["POST", "preview/app", { name: "x", space: 0, thread: 1 }, "space"],
  ["POST", "preview/app", { name: "x".repeat(65) }, "name"],
  ["POST", "preview/app/deploy", { apps: [{ app: "1" }, { app: "1" }] }, "apps[1].app"],
  ["POST", "preview/app/deploy", { apps: [{ app: 0 }] }, "apps[0].app"],
  ["POST", "preview/app/deploy", { apps: [{ app: "1", revision: "x" }] }, "apps[0].revision"],
  ["POST", "preview/app/deploy", { apps: [{ app: "1" }], revert: "x" }, "revert"],
  ["GET", "preview/app/deploy", { apps: ["1", "1"] }, "apps[1].app"],
  ["GET", "apps", { offset: 2_147_483_648 }, "offset"],
] as const)("%s %s %j is refused under %s", async (method, name, input, key) => {
  const raw = await workspace.login("admin");
  const answer = await (method === "GET" ? raw.get : raw.post)(`/k/v1/${name}.json`, input);
  expect([answer.status, answer.json()["code"]]).toEqual([400, "CB_VA01"]);
  expect(Object.keys(answer.json<{ errors: object }>().errors)).toEqual([key]);
});
