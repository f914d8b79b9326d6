/** What a request to an area of the draft is answered: kintone's code, and the error key if the code has one. */
export type Refusal = readonly [method: "POST" | "PUT" | "DELETE", area: string, input: object, expected: string];

const lookup = { relatedApp: { app: "1" }, relatedKeyField: "レコード番号", fieldMappings: [] };
const view = { type: "LIST", index: 0, name: "一" };
const state = { name: "未", index: 0 };
const done = { name: "済", index: 1 };
const report = { chartType: "BAR", chartMode: "NORMAL", index: 0, name: "表", groups: [], aggregations: [] };
const action = { index: 0, name: "写", destApp: { app: "1" }, mappings: [], entities: [] };
const everyone = { entity: { type: "GROUP", code: "everyone" } };
const rule = { title: "x", targets: [everyone] };
const many = (count: number) => "x".repeat(count);
const row = (...fields: object[]) => ({ type: "ROW", fields });
const placed = [row({ type: "SINGLE_LINE_TEXT", code: "品名" }), row({ type: "NUMBER", code: "数" })];

function field(more: object, expected: string, key = "新"): Refusal {
  const properties = { [key]: { type: "NUMBER", code: key, label: key, ...more } };
  return ["POST", "form/fields", { properties }, expected];
}
const options = (value: unknown, more: object = {}) => ({ type: "DROP_DOWN", options: value, ...more });
const put = (area: string, input: object, expected: string): Refusal => ["PUT", area, input, expected];
const change = (properties: object, expected: string) => put("form/fields", { properties }, expected);
const layout = (more: readonly object[], expected: string) => put("form/layout", { layout: more }, expected);
const views = (value: object, expected: string) => put("views", { views: value }, expected);
const process = (more: object, expected: string) => put("status", more, expected);
const chart = (more: object, expected: string) => put("reports", { reports: { 表: { ...report, ...more } } }, expected);
const button = (more: object, expected: string) =>
  put("actions", { actions: { 写: { ...action, ...more } } }, expected);
const reminder = (timing: object, expected: string) =>
  put("notifications/reminder", { notifications: [{ timing: { code: "作成日時", ...timing }, ...rule }] }, expected);

/** Refused writes to the draft of an app with the fields 品名 (text) and 数 (number). */
export const refusals: readonly Refusal[] = [
  field({ type: undefined }, "CB_VA01 properties[新].type"),
  [
    "POST",
    "form/fields",
    { properties: { 新: { type: "NUMBER", code: "新" }, 別: { type: "FOO", code: "別", label: "別" } } },
    "CB_VA01 properties[新].label properties[別].type",
  ],
  field({ type: "FOO" }, "CB_VA01 properties[新].type"),
  field({ type: "SPACER" }, "CB_VA01 properties[新].type"),
  field({ type: "STATUS" }, "CB_VA01 properties[新].type"),
  field({ code: undefined }, "CB_VA01 properties[新].code"),
  field({ code: "別" }, "CB_VA01 properties[新].code"),
  field({}, "CB_VA01 properties[数].code", "数"),
  field({}, "CB_VA01 properties[1新].code", "1新"),
  field({ label: undefined }, "CB_VA01 properties[新].label"),
  field({ label: many(129) }, "CB_VA01 properties[新].label"),
  field({ label: "" }, "CB_VA01 properties[新].label"),
  field({ type: null }, "CB_VA01 properties[新].type"),
  field({}, "CB_VA01 properties[ステータス].code", "ステータス"),
  field({}, "CB_VA01 properties[カテゴリー].code", "カテゴリー"),
  field({}, "CB_VA01 properties[$id].code", "$id"),
  field({}, "CB_VA01 properties[a.b].code", "a.b"),
  field({ label: "長" }, `CB_VA01 properties[${many(129)}].code`, many(129)),
  field({ minValue: "x" }, "CB_VA01 properties[新].minValue"),
  field({ required: "x" }, "CB_VA01 properties[新].required"),
  field({ minValue: 10, maxValue: 9 }, "CB_VA01 properties[新].maxValue"),
  field({ displayScale: 11 }, "CB_VA01 properties[新].displayScale"),
  field({ type: "LINK", minLength: 10, maxLength: 9 }, "CB_VA01 properties[新].maxLength"),
  field(options({}), "CB_VA01 properties[新].options"),
  field(options({ "1.甲": { label: "1.甲" } }), "CB_VA01 properties[新].options[1.甲].index"),
  field(options(undefined), "CB_VA01 properties[新].options"),
  field(options({ 甲: { label: "乙", index: 0 } }), "CB_VA01 properties[新].options[甲].label"),
  field(options({ 甲: { label: "甲" } }), "CB_VA01 properties[新].options[甲].index"),
  field(options({ 甲: { label: "甲", index: 0 } }, { defaultValue: "丙" }), "CB_VA01 properties[新].defaultValue"),
  field({ type: "LINK", protocol: "FTP" }, "CB_VA01 properties[新].protocol"),
  field({ type: "CALC" }, "CB_VA01 properties[新].expression"),
  field({ type: "CALC", expression: "1", format: "X" }, "CB_VA01 properties[新].format"),
  field({ type: "SUBTABLE" }, "CB_VA01 properties[新].fields"),
  field(
    { type: "SUBTABLE", fields: { 数: { type: "NUMBER", code: "数", label: "数" } } },
    "CB_VA01 properties[新].fields[数].code",
  ),
  field(
    { type: "USER_SELECT", entities: [{ type: "USER", code: "ghost" }] },
    "CB_VA01 properties[新].entities[0].code",
  ),
  field(
    { type: "USER_SELECT", defaultValue: [{ type: "USER", code: "ghost" }] },
    "CB_VA01 properties[新].defaultValue[0].code",
  ),
  field(
    { type: "USER_SELECT", defaultValue: [{ type: "FUNCTION", code: "TODAY()" }] },
    "CB_VA01 properties[新].defaultValue[0].code",
  ),
  field(
    { type: "ORGANIZATION_SELECT", entities: [{ type: "GROUP", code: "everyone" }] },
    "CB_VA01 properties[新].entities[0].type",
  ),
  field(
    { type: "GROUP_SELECT", defaultValue: [{ type: "FUNCTION", code: "LOGINUSER()" }] },
    "CB_VA01 properties[新].defaultValue[0].type",
  ),
  field({ lookup: { ...lookup, relatedApp: {} } }, "CB_VA01 properties[新].lookup.relatedApp.app"),
  field({ lookup: { ...lookup, relatedApp: { app: "x" } } }, "CB_VA01 properties[新].lookup.relatedApp.app"),
  field({ lookup: { ...lookup, relatedApp: { app: 99999 } } }, "GAIA_AP01"),
  field(
    {
      type: "REFERENCE_TABLE",
      referenceTable: {
        relatedApp: { app: "1" },
        condition: { field: "ない", relatedField: "レコード番号" },
        displayFields: ["レコード番号"],
      },
    },
    "GAIA_FC01",
  ),
  field({ lookup: { ...lookup, relatedKeyField: "ない" } }, "CB_VA01 properties[新].lookup.relatedKeyField"),
  field({ lookup: { ...lookup, fieldMappings: [{ field: "ない", relatedField: "作成者" }] } }, "GAIA_FC01"),
  field({ lookup: { ...lookup, lookupPickerFields: ["ない"] } }, "CB_VA01 properties[新].lookup.lookupPickerFields[0]"),
  change({ ない: { type: "NUMBER" } }, "GAIA_FC01"),
  change({ ない: { type: "FOO" } }, "CB_VA01 properties[ない].type"),
  change({ 数: { type: "NUMBER", code: "作業者" } }, "CB_VA01 properties[作業者].code"),
  change({ 数: {} }, "CB_VA01 properties[数].type"),
  change({ 数: { type: "LINK" } }, "CB_VA01 properties[数].type"),
  change({ 数: { type: "NUMBER", code: "品名" } }, "CB_VA01 properties[品名].code"),
  change({ 数: { type: "NUMBER", lookup } }, "CB_VA01 properties[数].lookup"),
  ["DELETE", "form/fields", { fields: ["ない"] }, "GAIA_FC01"],
  ["DELETE", "form/fields", { fields: ["レコード番号"] }, "GAIA_FC01"],
  ["DELETE", "form/fields", {}, "CB_VA01 fields"],
  ["DELETE", "form/fields", { fields: Array(101).fill("数") }, "CB_VA01 fields"],
  ["DELETE", "form/fields", { fields: [] }, "CB_VA01 fields"],
  layout(placed.slice(1), "GAIA_FN11"),
  layout([...placed, row({ type: "NUMBER", code: "ない" })], "CB_VA01 layout[2].fields[0].code"),
  layout([...placed, row({ type: "NUMBER" })], "CB_VA01 layout[2].fields[0].code"),
  layout([...placed, { type: "GROUP", code: "数", layout: [] }], "CB_VA01 layout[2].code"),
  layout([...placed, { type: "SUBTABLE", code: "ない", fields: [] }], "CB_VA01 layout[2].code"),
  layout([...placed, { fields: [] }], "CB_VA01 layout[2].type"),
  layout([...placed, row({ type: "GROUP", code: "数" })], "CB_VA01 layout[2].fields[0].type"),
  layout([...placed, row({ type: "STATUS", code: "ステータス" })], "CB_VA01 layout[2].fields[0].code"),
  layout([...placed, row({ type: "NUMBER", code: "数" })], "CB_VA01 layout[2].fields[0]"),
  layout([...placed, row({ type: "FOO" })], "CB_VA01 layout[2].fields[0].type"),
  layout([row({ type: "LINK", code: "数" })], "CB_VA01 layout[0].fields[0].type"),
  layout([...placed, row({ type: "HR", size: { width: "wide" } })], "CB_VA01 layout[2].fields[0].size.width"),
  layout([...placed, { type: "FOO", fields: [] }], "CB_VA01 layout[2].type"),
  views({ [many(65)]: { type: "LIST", index: 0 } }, `CB_VA01 views[${many(65)}].name`),
  views({ 一: { ...view, index: undefined } }, "CB_VA01 views[一].index"),
  views({ 一: { ...view, type: "FOO" } }, "CB_VA01 views[一].type"),
  views({ 一: { ...view, name: "二" } }, "CB_VA01 views[一].name"),
  views({ 一: { ...view, fields: ["ない"] } }, "GAIA_FC01"),
  views({ 一: { ...view, filterCond: "ない = 1" } }, "CB_VA01 views[一].filterCond"),
  views({ 一: { ...view, sort: "ない asc" } }, "CB_VA01 views[一].sort"),
  views({ 一: { ...view, type: "CALENDAR", date: "品名" } }, "CB_VA01 views[一].date"),
  put("settings", { name: "" }, "CB_VA01 name"),
  put("settings", { name: many(65) }, "CB_VA01 name"),
  put("settings", { theme: "PINK" }, "CB_VA01 theme"),
  put("settings", { icon: { key: "APP72" } }, "CB_VA01 icon.type"),
  put("settings", { icon: { type: "PRESET" } }, "CB_VA01 icon.key"),
  put("settings", { enableComments: "x" }, "CB_VA01 enableComments"),
  put("settings", { name: {} }, "CB_IJ01"),
  put("settings", { icon: { type: "FILE" } }, "CB_VA01 icon.file"),
  put("settings", { icon: { type: "FILE", file: { fileKey: "x" } } }, "GAIA_BL01"),
  put("settings", { titleField: { code: "品名" } }, "CB_VA01 titleField.selectionMode"),
  put("settings", { titleField: { selectionMode: "MANUAL" } }, "CB_VA01 titleField.code"),
  put("settings", { titleField: { selectionMode: "MANUAL", code: "ない" } }, "GAIA_FC01"),
  put("settings", { numberPrecision: { digits: 31 } }, "CB_VA01 numberPrecision.digits"),
  put("settings", { firstMonthOfFiscalYear: 13 }, "CB_VA01 firstMonthOfFiscalYear"),
  put("settings", { revision: 1 }, "GAIA_CO03"),
  put("settings", { revision: "9999999999" }, "GAIA_CO03"),
  put("settings", { revision: "x" }, "CB_VA01 revision"),
  put("settings", { app: 0 }, "CB_VA01 app"),
  put("settings", { app: "x" }, "CB_VA01 app"),
  put("settings", { app: "" }, "CB_VA01 app"),
  process({ enable: true }, "CB_VA01 states"),
  process({ states: { 未: { name: "未" } } }, "CB_VA01 states[未].index"),
  process(
    { states: { 未: { ...state, assignee: { type: "ALL", entities: [] } } } },
    "CB_VA01 states[未].assignee.type",
  ),
  process(
    { states: { 未: state, 済: done }, actions: [{ name: "終", from: "未", to: "無" }] },
    "CB_VA01 actions[0].to",
  ),
  process({ states: { 未: state }, actions: [{ name: "終", from: "未" }] }, "CB_VA01 actions[0].to"),
  process({ states: { 未: state }, actions: [{ name: many(65), from: "未", to: "未" }] }, "CB_VA01 actions[0].name"),
  put("acl", { rights: [{ ...everyone, includeSubs: true }] }, "CB_VA01 rights[0].includeSubs"),
  put("acl", { rights: [{ ...everyone, recordEditable: true }] }, "CB_VA01 rights[0].recordViewable"),
  put("acl", { rights: [{ ...everyone, recordImportable: true }] }, "CB_VA01 rights[0].recordAddable"),
  put("acl", { rights: [{ entity: { type: "USER", code: "ghost" } }] }, "CB_VA01 rights[0].entity.code"),
  put("acl", { rights: [{ entity: { type: "USER" } }] }, "CB_VA01 rights[0].entity.code"),
  put("acl", { rights: [everyone, everyone] }, "CB_VA01 rights[1].entity"),
  put("acl", {}, "CB_VA01 rights"),
  put(
    "notifications/general",
    { notifications: [{ entity: { type: "FIELD_ENTITY", code: "品名" } }] },
    "CB_VA01 notifications[0].entity",
  ),
  put("notifications/perRecord", { notifications: [{ ...rule, title: many(101) }] }, "CB_VA01 notifications[0].title"),
  put("notifications/perRecord", { notifications: [{ filterCond: "" }] }, "CB_VA01 notifications[0].targets"),
  reminder({ daysLater: 1 }, "CB_VA01 notifications[0].timing.time"),
  reminder({ daysLater: 1, time: "09:30", hoursLater: 1 }, "CB_VA01 notifications[0].timing.time"),
  reminder({ daysLater: 1, time: "09:35" }, "CB_VA01 notifications[0].timing.time"),
  reminder({ daysLater: 10_001, time: "09:30" }, "CB_VA01 notifications[0].timing.daysLater"),
  reminder({ code: "品名", daysLater: 1, time: "09:30" }, "CB_VA01 notifications[0].timing.code"),
  put("notifications/reminder", { timezone: "Mars/Base" }, "CB_VA01 timezone"),
  chart({ chartType: "FOO" }, "CB_VA01 reports[表].chartType"),
  chart({ groups: [{ code: "ない" }] }, "GAIA_FC01"),
  chart({ groups: undefined }, "CB_VA01 reports[表].groups"),
  chart({ aggregations: undefined }, "CB_VA01 reports[表].aggregations"),
  chart({ groups: [{ code: "作成日時" }] }, "CB_VA01 reports[表].groups[0].per"),
  chart({ periodicReport: { active: true } }, "CB_VA01 reports[表].periodicReport.period"),
  chart({ periodicReport: { period: { every: "X" } } }, "CB_VA01 reports[表].periodicReport.period.every"),
  chart({ periodicReport: { period: { every: "DAY" } } }, "CB_VA01 reports[表].periodicReport.period.time"),
  chart(
    { periodicReport: { period: { every: "WEEK", time: "09:00" } } },
    "CB_VA01 reports[表].periodicReport.period.dayOfWeek",
  ),
  chart(
    { periodicReport: { period: { every: "HOUR", minute: 15 } } },
    "CB_VA01 reports[表].periodicReport.period.minute",
  ),
  chart({ name: many(65) }, "CB_VA01 reports[表].name"),
  chart({ groups: Array(4).fill({ code: "品名" }) }, "CB_VA01 reports[表].groups"),
  chart({ aggregations: [{ type: "SUM" }] }, "CB_VA01 reports[表].aggregations[0].code"),
  chart({ aggregations: [{ type: "SUM", code: "品名" }] }, "CB_VA01 reports[表].aggregations[0].code"),
  chart({ chartType: "PIVOT_TABLE", aggregations: [{ type: "COUNT" }] }, "CB_VA01 reports[表].groups"),
  put("reports", { reports: { 表: report, 図: { ...report, name: "図" } } }, "CB_VA01 reports[図].index"),
  button({ index: undefined }, "CB_VA01 actions[写].index"),
  put("actions", { actions: { 写: action, 移: { ...action, name: "移" } } }, "CB_VA01 actions[移].index"),
  button({ name: many(33) }, "CB_VA01 actions[写].name"),
  button({ destApp: undefined }, "CB_VA01 actions[写].destApp"),
  button({ mappings: undefined }, "CB_VA01 actions[写].mappings"),
  button({ entities: undefined }, "CB_VA01 actions[写].entities"),
  button({ destApp: { app: 99999 } }, "GAIA_AP01"),
  button({ destApp: { code: "ない" } }, "GAIA_AP01"),
  button({ entities: [{ type: "USER", code: "ghost" }] }, "CB_VA01 actions[写].entities[0].code"),
  button({ mappings: [{ srcType: "FIELD", destField: "x" }] }, "CB_VA01 actions[写].mappings[0].srcField"),
  button({ mappings: [{ srcType: "RECORD_URL", destField: "ない" }] }, "GAIA_FC01"),
  button({ mappings: [{ srcType: "FIELD", srcField: "ない", destField: "x" }] }, "GAIA_FC01"),
  put("adminNotes", { content: many(10_001) }, "CB_VA01 content"),
  put("customize", { scope: "FOO" }, "CB_VA01 scope"),
  put("customize", { desktop: { js: [{ type: "FILE", file: { fileKey: "x" } }] } }, "GAIA_BL01"),
  put("customize", { desktop: { js: [{ url: "https://a.example" }] } }, "CB_VA01 desktop.js[0].type"),
  ["POST", "plugins", { ids: ["x"] }, "MG_US01"],
];
