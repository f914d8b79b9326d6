import type { KintoneRestAPIClient } from "@kintone/rest-api-client";

const field = (type: string, code: string, more: object = {}) => ({ [code]: { type, code, label: code, ...more } });
const options = { 甲: { label: "甲", index: "0" }, 乙: { label: "乙", index: "1" } };
const secretariat = { type: "GROUP" as const, code: "secretariat" };
const everyone = { type: "GROUP" as const, code: "everyone" };
const hospitalA = { type: "ORGANIZATION" as const, code: "hospital-a" };

/** One field of every type that kintone's client can add, with settings that differ from the defaults. */
function allFields(source: string): Record<string, object> {
  return {
    ...field("SINGLE_LINE_TEXT", "件名", { required: true, unique: true, minLength: "1", maxLength: "40" }),
    ...field("SINGLE_LINE_TEXT", "見出し", { expression: '件名 & "様"', hideExpression: true }),
    ...field("MULTI_LINE_TEXT", "本文", { defaultValue: "一行目\n二行目", noLabel: true }),
    ...field("RICH_TEXT", "飾り文", { defaultValue: "<b>太字</b>" }),
    ...field("NUMBER", "数量", {
      minValue: "0",
      maxValue: "99.5",
      digit: true,
      displayScale: "1",
      unit: "個",
      unitPosition: "AFTER",
    }),
    ...field("CALC", "倍", { expression: "数量 * 2", format: "NUMBER_DIGIT", displayScale: "2", unit: "円" }),
    ...field("RADIO_BUTTON", "択一", { options, defaultValue: "乙", align: "VERTICAL" }),
    ...field("CHECK_BOX", "複数", { options, defaultValue: ["甲"] }),
    ...field("MULTI_SELECT", "多択", { options, defaultValue: ["甲", "乙"] }),
    ...field("DROP_DOWN", "区分", { options, defaultValue: "甲" }),
    ...field("DATE", "期日", { defaultNowValue: true }),
    ...field("TIME", "時刻", { defaultValue: "09:30" }),
    ...field("DATETIME", "日時", { unique: true }),
    ...field("FILE", "資料", { thumbnailSize: "250" }),
    ...field("LINK", "連絡先", { protocol: "MAIL", maxLength: "100" }),
    ...field("USER_SELECT", "担当", {
      defaultValue: [{ type: "FUNCTION", code: "LOGINUSER()" }],
      entities: [secretariat],
    }),
    ...field("ORGANIZATION_SELECT", "組織", { entities: [hospitalA] }),
    ...field("GROUP_SELECT", "群", { defaultValue: [secretariat] }),
    ...field("NUMBER", "照会", {
      lookup: {
        relatedApp: { app: source },
        relatedKeyField: "レコード番号",
        fieldMappings: [{ field: "写し", relatedField: "担当者氏名" }],
        lookupPickerFields: ["担当者氏名"],
        filterCond: "",
        sort: "レコード番号 asc",
      },
    }),
    ...field("SINGLE_LINE_TEXT", "写し"),
    ...field("REFERENCE_TABLE", "関連", {
      referenceTable: {
        relatedApp: { app: source },
        condition: { field: "数量", relatedField: "レコード番号" },
        filterCond: "",
        displayFields: ["担当者氏名"],
        sort: "レコード番号 asc",
        size: "10",
      },
    }),
    ...field("GROUP", "枠", { openGroup: true }),
    ...field("SUBTABLE", "明細", {
      fields: { ...field("SINGLE_LINE_TEXT", "品目"), ...field("NUMBER", "単価", { unit: "円" }) },
    }),
  };
}

/** Gives the draft of a new app something in every area that kintone's settings have. */
export async function fillRichApp({ app: client }: KintoneRestAPIClient, app: string, source: string): Promise<void> {
  await client.addFormFields({ app, properties: allFields(source) as never });
  const { layout } = await client.getFormLayout({ app, preview: true });
  const rows = layout.map((row) => {
    if (row.type !== "GROUP") return row;
    const spacer = { type: "SPACER", elementId: "ここ", size: { width: 100, height: 30 } };
    return { ...row, layout: [{ type: "ROW", fields: [spacer] }] };
  });
  const loose = [
    { type: "LABEL", label: "<b>案内</b>", size: { width: 300 } },
    { type: "HR", size: { width: 400 } },
  ];
  await client.updateFormLayout({ app, layout: [...rows, { type: "ROW", fields: loose }] as never });
  await client.updateAppSettings({
    ...{ app, description: "<p>説明</p>", theme: "BLUE", icon: { type: "PRESET", key: "APP39" } },
    ...{ enableBulkDeletion: true, enableDuplicateRecord: false, firstMonthOfFiscalYear: 10 },
    titleField: { selectionMode: "MANUAL", code: "件名" },
    numberPrecision: { digits: 20, decimalPlaces: 5, roundingMode: "DOWN" },
  });
  await client.updateProcessManagement({
    ...{ app, enable: true },
    states: {
      起案: { name: "起案", index: 0 },
      審査: {
        ...{ name: "審査", index: 1 },
        assignee: { type: "ANY", entities: [{ entity: hospitalA, includeSubs: true }, { entity: secretariat }] },
      },
      完了: { name: "完了", index: 2, assignee: { type: "ALL", entities: [] } },
    },
    actions: [
      { name: "出す", from: "起案", to: "審査", filterCond: "数量 > 0" },
      {
        name: "終える",
        from: "審査",
        to: "完了",
        type: "SECONDARY",
        executableUser: { entities: [{ entity: secretariat }] },
      },
    ],
  });
  const filterCond = '区分 in ("甲") and ステータス = "審査"';
  await client.updateViews({
    app,
    views: {
      一覧: { type: "LIST", index: 0, name: "一覧", fields: ["件名", "数量"], filterCond, sort: "期日 desc, 数量 asc" },
      暦: { type: "CALENDAR", index: 1, name: "暦", date: "期日", title: "件名" },
      自作: { type: "CUSTOM", index: 2, name: "自作", html: "<div id='x'></div>", pager: false, device: "ANY" },
    },
  });
  await client.updateAppAcl({
    app,
    rights: [
      {
        entity: { type: "CREATOR" },
        appEditable: true,
        recordViewable: true,
        recordAddable: true,
        recordImportable: true,
      },
      { entity: hospitalA, includeSubs: true, recordViewable: true, recordEditable: true },
      { entity: everyone, recordViewable: true },
    ],
  });
  const seen = { viewable: true, editable: true, deletable: false };
  await client.updateRecordAcl({
    app,
    rights: [
      {
        filterCond,
        entities: [
          { entity: { type: "FIELD_ENTITY", code: "担当" }, ...seen },
          { entity: everyone, viewable: true },
        ],
      },
    ],
  });
  await client.updateFieldAcl({
    app,
    rights: [
      {
        code: "本文",
        entities: [
          { entity: secretariat, accessibility: "WRITE" },
          { entity: everyone, accessibility: "READ" },
        ],
      },
      { code: "明細", entities: [{ entity: hospitalA, includeSubs: true, accessibility: "NONE" }] },
    ],
  });
  const targets = [
    { entity: { type: "FIELD_ENTITY" as const, code: "担当" } },
    { entity: hospitalA, includeSubs: true },
  ];
  await client.updateGeneralNotifications({
    app,
    notifications: [{ entity: secretariat, recordAdded: true, statusChanged: true }],
    notifyToCommenter: false,
  });
  await client.updatePerRecordNotifications({ app, notifications: [{ filterCond, title: "審査です", targets }] });
  await client.updateReminderNotifications({
    app,
    timezone: "Asia/Tokyo",
    notifications: [
      { timing: { code: "期日", daysLater: -3, time: "09:30" }, filterCond, title: "三日前", targets },
      { timing: { code: "日時", daysLater: 0, hoursLater: 2 }, title: "二時間後", targets },
    ],
  });
  await client.updateReports({
    app,
    reports: {
      月別: {
        ...{ chartType: "COLUMN", chartMode: "STACKED", index: 0, name: "月別", filterCond },
        groups: [{ code: "期日", per: "MONTH" }, { code: "区分" }],
        aggregations: [{ type: "SUM", code: "数量" }],
        sorts: [{ by: "GROUP1", order: "ASC" }],
        periodicReport: { active: true, period: { every: "MONTH", dayOfMonth: "1", time: "08:00" } },
      },
      割合: { chartType: "PIE", index: 1, name: "割合", groups: [{ code: "区分" }], aggregations: [{ type: "COUNT" }] },
    },
  });
  await client.updateAppActions({
    app,
    actions: {
      写す: {
        ...{ index: 0, name: "写す", destApp: { app: source }, entities: [secretariat] },
        mappings: [
          { srcType: "FIELD", srcField: "件名", destField: "担当者氏名" },
          { srcType: "RECORD_URL", destField: "事務局メモ" },
        ],
      },
    },
  });
  await client.updateAdminNotes({ app, content: "<p>覚え書き</p>", includeInTemplateAndDuplicates: true });
  await client.updateAppCustomize({
    ...{ app, scope: "ADMIN" },
    desktop: { js: [{ type: "URL", url: "https://cdn.example.jp/a.js" }], css: [] },
    mobile: { js: [], css: [{ type: "URL", url: "https://cdn.example.jp/a.css" }] },
  });
}
