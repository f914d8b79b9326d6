import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admin, deploy, hospital, newApp, startSettingsWorld, workspace } from "./settings-world.ts";
import { errorOf } from "./workspace.ts";

beforeAll(startSettingsWorld, 120_000);
afterAll(() => workspace?.stop());

describe("settings area by area", () => {
  let app: string;
  beforeAll(async () => {
    app = await newApp("設定");
  });

  test("general settings", async () => {
    await admin.app.updateAppSettings({
      app,
      ...{ name: "台帳", description: "<div>説明</div>", theme: "CLIPBOARD", enableComments: false },
      icon: { type: "PRESET", key: "APP39" },
      titleField: { selectionMode: "MANUAL", code: "品名" },
      numberPrecision: { digits: 20, decimalPlaces: 2, roundingMode: "UP" },
      firstMonthOfFiscalYear: 10,
    });
    expect(await admin.app.getAppSettings({ app, preview: true })).toMatchObject({
      ...{
        name: "台帳",
        description: "<div>説明</div>",
        theme: "WHITE",
        enableComments: false,
        enableThumbnails: true,
      },
      icon: { type: "PRESET", key: "APP39" },
      titleField: { selectionMode: "MANUAL", code: "品名" },
      numberPrecision: { digits: "20", decimalPlaces: "2", roundingMode: "UP" },
      firstMonthOfFiscalYear: "10",
    });
  });

  test("views keep their ids through a rename", async () => {
    const list = {
      type: "LIST" as const,
      index: 0,
      name: "一覧",
      fields: ["品名"],
      filterCond: '品名 != ""',
      sort: "数 asc",
    };
    const first = await admin.app.updateViews({
      app,
      views: { 一覧: list, 暦: { type: "CALENDAR", index: 1, name: "暦" } },
    });
    const { id } = first.views["一覧"]!;
    const second = await admin.app.updateViews({ app, views: { 一覧: { ...list, name: "全部" } } });
    expect(second.views).toEqual({ 全部: { id } });
    const { views } = await admin.app.getViews({ app, preview: true });
    expect(views).toMatchObject({ 全部: { id, index: "0", type: "LIST", fields: ["品名"] } });
    const wrong = await errorOf(
      admin.app.updateViews({ app, views: { 全部: { ...list, name: "全部", fields: ["なし"] } } }),
    );
    expect(wrong).toMatchObject({ code: "GAIA_FC01" });
  });

  test("process", async () => {
    await admin.app.updateProcessManagement({
      app,
      enable: true,
      states: {
        未処理: { name: "未処理", index: 0 },
        完了: { name: "完了", index: 1, assignee: { type: "ONE", entities: [] } },
      },
      actions: [{ name: "終える", from: "未処理", to: "完了", filterCond: "数 > 1" }],
    });
    expect(await admin.app.getProcessManagement({ app, preview: true })).toMatchObject({
      enable: true,
      states: {
        未処理: {
          index: "0",
          assignee: { type: "ONE", entities: [{ entity: { type: "FIELD_ENTITY", code: "作成者" } }] },
        },
      },
      actions: [{ name: "終える", from: "未処理", to: "完了", filterCond: "数 > 1", type: "PRIMARY" }],
    });
  });

  test("rights of app, records and fields", async () => {
    const everyone = { type: "GROUP" as const, code: "everyone" };
    await admin.app.updateAppAcl({
      app,
      rights: [
        {
          entity: { type: "CREATOR" },
          appEditable: true,
          recordViewable: true,
          recordAddable: true,
          recordEditable: true,
        },
        { entity: { type: "ORGANIZATION", code: "hospital-a" }, includeSubs: true, recordViewable: true },
        { entity: everyone, recordViewable: true, recordAddable: true },
      ],
    });
    const { rights } = await admin.app.getAppAcl({ app, preview: true });
    expect(rights[0]).toMatchObject({
      entity: { type: "CREATOR", code: null },
      includeSubs: false,
      recordImportable: false,
    });
    const filterCond = '品名 = "秘"';
    await admin.app.updateRecordAcl({
      app,
      rights: [
        {
          filterCond,
          entities: [{ entity: everyone, viewable: true, editable: false, deletable: false, includeSubs: false }],
        },
      ],
    });
    expect(await admin.app.getRecordAcl({ app, preview: true })).toMatchObject({
      rights: [{ filterCond, entities: [{ entity: everyone }] }],
    });
    await admin.app.updateFieldAcl({
      app,
      rights: [{ code: "数", entities: [{ accessibility: "READ", entity: everyone }] }],
    });
    expect(await admin.app.getFieldAcl({ app, preview: true })).toMatchObject({
      rights: [{ code: "数", entities: [{ accessibility: "READ" }] }],
    });
  });

  test("notifications of three kinds", async () => {
    const hospitals = { type: "GROUP" as const, code: "hospitals" };
    const rule = {
      entity: hospitals,
      recordAdded: true,
      recordEdited: false,
      commentAdded: false,
      statusChanged: false,
      fileImported: false,
    };
    await admin.app.updateGeneralNotifications({ app, notifications: [rule], notifyToCommenter: false });
    expect(await admin.app.getGeneralNotifications({ app, preview: true })).toMatchObject({
      notifications: [rule],
      notifyToCommenter: false,
    });
    const targets = [{ entity: hospitals, includeSubs: false }];
    await admin.app.updatePerRecordNotifications({
      app,
      notifications: [{ filterCond: "数 > 9", title: "多い", targets }],
    });
    expect(await admin.app.getPerRecordNotifications({ app, preview: true })).toMatchObject({
      notifications: [{ title: "多い", targets }],
    });
    const timing = { code: "作成日時", daysLater: 3, time: "09:30" };
    await admin.app.updateReminderNotifications({
      app,
      timezone: "Asia/Tokyo",
      notifications: [{ timing, filterCond: "", title: "三日", targets }],
    });
    expect(await admin.app.getReminderNotifications({ app, preview: true })).toMatchObject({
      timezone: "Asia/Tokyo",
      notifications: [{ timing: { code: "作成日時", daysLater: "3", time: "09:30" }, filterCond: "" }],
    });
  });

  test("charts, actions, notes", async () => {
    const charted = await admin.app.updateReports({
      app,
      reports: {
        月別: {
          ...{ chartType: "COLUMN", chartMode: "STACKED", index: 0, name: "月別", filterCond: "" },
          groups: [{ code: "作成日時", per: "MONTH" }],
          aggregations: [{ type: "SUM", code: "数" }],
          sorts: [{ by: "TOTAL", order: "DESC" }],
        },
      },
    });
    expect(charted.reports["月別"]?.id).toMatch(/^\d+$/);
    expect(await admin.app.getReports({ app, preview: true })).toMatchObject({
      reports: { 月別: { chartMode: "STACKED", index: "0" } },
    });
    const entities = [{ type: "GROUP" as const, code: "everyone" }];
    const mappings = [{ srcType: "FIELD" as const, srcField: "品名", destField: "品名" }];
    await admin.app.updateAppActions({
      app,
      actions: { 写す: { index: 0, name: "写す", destApp: { app }, mappings, entities } },
    });
    expect(await admin.app.getAppActions({ app, preview: true })).toMatchObject({
      actions: { 写す: { destApp: { app }, mappings, entities } },
    });
    await admin.app.updateAdminNotes({ app, content: "<p>覚え書き</p>", includeInTemplateAndDuplicates: true });
    expect(await admin.app.getAdminNotes({ app, preview: true })).toMatchObject({
      content: "<p>覚え書き</p>",
      includeInTemplateAndDuplicates: true,
    });
    expect(await admin.app.getPlugins({ app, preview: true })).toMatchObject({ plugins: [] });
    expect(await errorOf(admin.app.addPlugins({ app, ids: ["x"] }))).toMatchObject({ code: "MG_US01" });
  });

  test("scripts are kept and answered, uploaded ones by a key that downloads them", async () => {
    const { fileKey } = await admin.file.uploadFile({ file: { name: "a.js", data: "alert(1)" } });
    await admin.app.updateAppCustomize({
      app,
      scope: "ADMIN",
      desktop: {
        js: [
          { type: "URL", url: "https://cdn.example.jp/x.js" },
          { type: "FILE", file: { fileKey } },
        ],
        css: [],
      },
    });
    const { desktop, mobile, scope } = await admin.app.getAppCustomize({ app, preview: true });
    expect({ desktop, mobile, scope }).toMatchObject({
      desktop: { js: [{ type: "URL" }, { type: "FILE", file: { name: "a.js", size: "8" } }], css: [] },
      mobile: { js: [], css: [] },
      scope: "ADMIN",
    });
    const [, kept] = desktop.js;
    const key = kept?.type === "FILE" ? kept.file.fileKey : "";
    expect(Buffer.from(await admin.file.downloadFile({ fileKey: key })).toString()).toBe("alert(1)");
    expect(await errorOf(hospital.file.downloadFile({ fileKey: key }))).toMatchObject({ status: 404 });
    const stranger = await hospital.file.uploadFile({ file: { name: "b.js", data: "b" } });
    const taken = admin.app.updateAppCustomize({ app, desktop: { js: [{ type: "FILE", file: stranger }] } });
    expect(await errorOf(taken)).toMatchObject({ status: 404, code: "GAIA_BL01" });
  });

  test("everything goes live together, and the other hospital's clients are refused", async () => {
    expect(await deploy(app)).toEqual(["SUCCESS"]);
    expect(await admin.app.getReports({ app })).toHaveProperty("reports.月別");
    expect(await admin.app.getProcessManagement({ app })).toMatchObject({ enable: true });
    expect(await errorOf(hospital.app.getAppAcl({ app }))).toMatchObject({ status: 403, code: "CB_NO02" });
    expect(await errorOf(hospital.app.updateViews({ app, views: {} }))).toMatchObject({ status: 403, code: "CB_NO02" });
    expect(await errorOf(hospital.app.addApp({ name: "自作" }))).toMatchObject({ status: 403, code: "CB_NO02" });
  });
});
