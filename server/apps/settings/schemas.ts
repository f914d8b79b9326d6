import type { JsonSchema } from "../../../app-definitions/field-type.ts";

/** Schemas of settings requests. Numbers may come as such and become text; keys that nobody knows are left alone. */
const text = { type: "string" };
const pixels = { type: "string", pattern: "^[0-9]{0,5}$", minimum: 0 };
const flag = { type: "boolean" };
const long = { type: "string", maxLength: 10_000 };
const index = { type: "string", pattern: "^[0-9]{1,9}$", minimum: 0 };
const name = (most: number) => ({ type: "string", minLength: 1, maxLength: most });
const object = (properties: Record<string, JsonSchema>, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
});
const list = (items: JsonSchema, maxItems = 1_000) => ({ type: "array", items, maxItems });
const map = (value: JsonSchema) => ({
  type: "object",
  propertyNames: { minLength: 1, maxLength: 128 },
  additionalProperties: value,
  maxProperties: 1_000,
});
const isOfType = (type: string) => ({ properties: { type: { const: type } }, required: ["type"] });
const entity = (...types: readonly string[]) => ({
  ...object({ type: { enum: types }, code: { type: ["string", "null"], maxLength: 128 } }, ["type"]),
  if: isOfType("CREATOR"),
  else: { required: ["code"] },
});
const target = (...types: readonly string[]) => object({ entity: entity(...types), includeSubs: flag }, ["entity"]);
const people = ["USER", "GROUP", "ORGANIZATION"] as const;

export const id = { type: "string", pattern: "^0*[1-9][0-9]{0,17}$" };
/** null, "" and -1 ask for no check. */
export const revision = { type: ["string", "null"], pattern: "^(-1|[0-9]{1,18})?$" };
export const lang = { enum: ["default", "user", "ja", "en", "zh", "zh-TW", "es", "pt-BR", "th"] };

export const definitionReadSchema = object({ app: id, preview: flag }, ["app"]);

/** A request about one app's settings. */
const ofApp = (properties: Record<string, JsonSchema>, required: readonly string[] = []) =>
  object({ app: id, revision, ...properties }, ["app", ...required]);

export const readSchema = object({ app: id, lang }, ["app"]);

const cell = object(
  {
    type: text,
    code: text,
    label: long,
    elementId: { type: "string", maxLength: 64 },
    size: object({ width: pixels, height: pixels, innerHeight: pixels }),
  },
  ["type"],
);
const cells = list(cell, 500);
const row = object({ type: { const: "ROW" }, fields: cells }, ["type", "fields"]);
const anyRow = {
  type: "object",
  properties: { type: { enum: ["ROW", "SUBTABLE", "GROUP"] }, code: text, fields: cells, layout: list(row, 500) },
  required: ["type"],
  if: { properties: { type: { const: "GROUP" } }, required: ["type"] },
  then: { required: ["code", "layout"] },
  else: { required: ["fields"] },
};
const fieldMap = (value: JsonSchema) => ({ type: "object", additionalProperties: value, maxProperties: 1_000 });
const properties = fieldMap({ type: "object", properties: { fields: fieldMap({ type: "object" }) } });

const view = object(
  {
    ...{
      type: { enum: ["LIST", "CALENDAR", "CUSTOM"] },
      index,
      name: name(64),
      id,
      builtinType: { enum: ["ASSIGNEE"] },
    },
    ...{ fields: list(text, 500), date: text, title: text, html: { type: "string", maxLength: 100_000 }, pager: flag },
    ...{ device: { enum: ["DESKTOP", "ANY"] }, filterCond: long, sort: long },
  },
  ["type", "index"],
);
const daysOfMonth = Array.from({ length: 31 }, (_, at) => String(at + 1));
const every = (unit: string, ...required: readonly string[]) => ({
  if: { properties: { every: { const: unit } }, required: ["every"] },
  then: { required },
});
const period = {
  ...map(text),
  properties: {
    every: { enum: ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR"] },
    month: { type: "string", pattern: "^([1-9]|1[0-2])$", minimum: 1, maximum: 12 },
    pattern: { enum: ["JAN_APR_JUL_OCT", "FEB_MAY_AUG_NOV", "MAR_JUN_SEP_DEC"] },
    dayOfMonth: { type: "string", enum: [...daysOfMonth, "END_OF_MONTH"] },
    dayOfWeek: { enum: ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"] },
    time: { type: "string", pattern: "^([01]?[0-9]|2[0-3]):[0-5][0-9]$" },
    minute: { type: "string", enum: ["0", "10", "20", "30", "40", "50"] },
  },
  required: ["every"],
  allOf: [
    every("YEAR", "month", "dayOfMonth", "time"),
    every("QUARTER", "pattern", "dayOfMonth", "time"),
    every("MONTH", "dayOfMonth", "time"),
    every("WEEK", "dayOfWeek", "time"),
    every("DAY", "time"),
    every("HOUR", "minute"),
  ],
};
const functions = { enum: ["COUNT", "SUM", "AVERAGE", "MAX", "MIN"] };
const report = object(
  {
    chartType: {
      enum: ["BAR", "COLUMN", "LINE", "PIE", "AREA", "SPLINE", "SPLINE_AREA", "TABLE", "PIVOT_TABLE"],
    },
    ...{ chartMode: { enum: ["NORMAL", "STACKED", "STACK", "PERCENTAGE", null] }, name: name(64), index },
    groups: list(
      object({ code: text, per: { enum: ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE"] } }, ["code"]),
      3,
    ),
    aggregations: list(object({ type: functions, code: text }, ["type"]), 10),
    filterCond: long,
    sorts: list(
      object({ by: { enum: ["TOTAL", "GROUP1", "GROUP2", "GROUP3"] }, order: { enum: ["ASC", "DESC"] } }, [
        "by",
        "order",
      ]),
      3,
    ),
    periodicReport: {
      ...object({
        active: flag,
        period,
      }),
      type: ["object", "null"],
    },
  },
  ["index"],
);
const action = object(
  {
    ...{ name: name(32), index, destApp: object({ app: id, code: text }), filterCond: long },
    mappings: list(
      object({ srcType: { enum: ["FIELD", "RECORD_URL"] }, srcField: text, destField: text }, ["srcType", "destField"]),
      500,
    ),
    entities: list(entity(...people)),
  },
  ["index"],
);
const candidates = list(target(...people, "FIELD_ENTITY", "CREATOR", "CUSTOM_FIELD"), 100);
const state = object(
  {
    ...{ name: name(64), index },
    assignee: object({ type: { enum: ["ONE", "ALL", "ANY"] }, entities: candidates }, ["type", "entities"]),
  },
  ["index"],
);
const step = object(
  {
    ...{ name: name(64), from: name(64), to: name(64), filterCond: long, type: { enum: ["PRIMARY", "SECONDARY"] } },
    executableUser: object({ entities: candidates }, ["entities"]),
  },
  ["name", "from", "to"],
);
const nullable = (schema: { type: string }) => ({ ...schema, type: [schema.type, "null"] });

const appRights = {
  ...{ appEditable: flag, recordViewable: flag, recordAddable: flag, recordEditable: flag },
  ...{ recordDeletable: flag, recordImportable: flag, recordExportable: flag },
};
const line = (types: readonly string[], rights: Record<string, JsonSchema>, required: readonly string[] = []) =>
  object({ entity: entity(...types), includeSubs: flag, ...rights }, ["entity", ...required]);
const inRecords = [...people, "FIELD_ENTITY"];
const accessibility = { enum: ["READ", "WRITE", "NONE"] };
const subject = { type: "string", maxLength: 100 };
const targets = list(target(...inRecords));
const timing = object(
  {
    ...{ code: text, daysLater: { type: "string", pattern: "^-?[0-9]{1,5}$", minimum: -10_000, maximum: 10_000 } },
    hoursLater: { type: ["string", "null"], pattern: "^(-?[0-9]{1,5})?$" },
    time: { type: ["string", "null"] },
  },
  ["code", "daysLater"],
);
const given = {
  type: "object",
  properties: {
    type: { enum: ["URL", "FILE"] },
    url: { type: "string", maxLength: 2_000, pattern: "^https://" },
    file: object({ fileKey: name(200) }, ["fileKey"]),
  },
  required: ["type"],
  allOf: [
    { if: isOfType("URL"), then: { required: ["url"] } },
    { if: isOfType("FILE"), then: { required: ["file"] } },
  ],
};
const device = object({ js: list(given, 30), css: list(given, 30) });

/** The schema of each write by its use case's name. */
export const writeSchemas = {
  addFields: ofApp({ properties }, ["properties"]),
  updateFields: ofApp({ properties }, ["properties"]),
  deleteFields: ofApp({ fields: { ...list(name(128), 100), minItems: 1 } }, ["fields"]),
  layout: ofApp({ layout: list(anyRow) }, ["layout"]),
  views: ofApp({ views: map(view) }, ["views"]),
  settings: ofApp({
    ...{ name: name(64), description: long },
    icon: {
      ...object(
        { type: { enum: ["PRESET", "FILE"] }, key: name(64), file: object({ fileKey: name(200) }, ["fileKey"]) },
        ["type"],
      ),
      allOf: [
        { if: isOfType("FILE"), then: { required: ["file"] } },
        { if: isOfType("PRESET"), then: { required: ["key"] } },
      ],
    },
    theme: { enum: ["WHITE", "RED", "BLUE", "GREEN", "YELLOW", "BLACK", "CLIPBOARD", "BINDER", "PENCIL", "CLIPS"] },
    titleField: object({ selectionMode: { enum: ["AUTO", "MANUAL"] }, code: text }, ["selectionMode"]),
    ...{ enableThumbnails: flag, enableBulkDeletion: flag, enableComments: flag, enableDuplicateRecord: flag },
    enableInlineRecordEditing: flag,
    numberPrecision: object({
      digits: { type: "string", pattern: "^([1-9]|[12][0-9]|30)$", maximum: 30 },
      decimalPlaces: { type: "string", pattern: "^([0-9]|10)$", minimum: 0, maximum: 10 },
      roundingMode: { enum: ["HALF_EVEN", "UP", "DOWN"] },
    }),
    firstMonthOfFiscalYear: { type: "string", pattern: "^([1-9]|1[0-2])$", maximum: 12 },
  }),
  process: ofApp({ enable: flag, states: nullable(map(state)), actions: nullable(list(step)) }),
  appAcl: {
    ...object({ app: id, id, revision, rights: list(line([...people, "CREATOR"], appRights)) }, ["rights"]),
    if: { required: ["id"] },
    then: {},
    else: { required: ["app"] },
  },
  recordAcl: ofApp(
    {
      rights: list(
        object(
          { filterCond: long, entities: list(line(inRecords, { viewable: flag, editable: flag, deletable: flag })) },
          ["entities"],
        ),
      ),
    },
    ["rights"],
  ),
  fieldAcl: ofApp(
    {
      rights: list(
        object({ code: name(128), entities: list(line(inRecords, { accessibility }, ["accessibility"])) }, [
          "code",
          "entities",
        ]),
      ),
    },
    ["rights"],
  ),
  generalNotifications: ofApp({
    notifications: list(
      line(inRecords, {
        recordAdded: flag,
        recordEdited: flag,
        commentAdded: flag,
        statusChanged: flag,
        fileImported: flag,
      }),
    ),
    notifyToCommenter: flag,
  }),
  perRecordNotifications: ofApp({
    notifications: list(object({ filterCond: long, title: subject, targets }, ["targets"])),
  }),
  reminders: ofApp({
    notifications: list(
      object({ timing, filterCond: { type: ["string", "null"], maxLength: 10_000 }, title: subject, targets }, [
        "timing",
        "targets",
      ]),
    ),
    timezone: text,
  }),
  reports: ofApp({ reports: map(report) }, ["reports"]),
  actions: ofApp({ actions: map(action) }, ["actions"]),
  adminNotes: ofApp({ content: long, includeInTemplateAndDuplicates: flag }),
  customize: ofApp({ scope: { enum: ["ALL", "ADMIN", "NONE", ""] }, desktop: device, mobile: device }),
  addApp: object(
    { name: name(64), space: { ...id, type: ["string", "null"] }, thread: { ...id, type: ["string", "null"] } },
    ["name"],
  ),
  moveApp: object({ app: id, space: { ...id, type: ["string", "null"] } }, ["app"]),
  deploy: object({ apps: { ...list(object({ app: id, revision }, ["app"]), 300), minItems: 1 }, revert: flag }, [
    "apps",
  ]),
  plugins: ofApp({ ids: list(text, 100) }, ["ids"]),
  definition: ofApp({ definition: { type: "object" } }, ["definition"]),
  statistics: object({
    offset: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
    limit: { type: "integer", minimum: 1, maximum: 100 },
  }),
  deployStatus: object({ apps: { ...list(id, 300), minItems: 1 } }, ["apps"]),
} as const;
