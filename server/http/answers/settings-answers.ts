import type { JsonSchema } from "../../../app-definitions/field-type.ts";
import { type Answers, decimalOrEmpty, digits, entity, flag, instant, list, map, named, nothing } from "./shapes.ts";
import { anyOf, object, oneOf, orNull, revision, text, withSubs } from "./shapes.ts";

const app = object({
  ...{ appId: digits, code: text, name: text, description: text, spaceId: orNull(digits), threadId: orNull(digits) },
  ...{ createdAt: instant, creator: named, modifiedAt: instant, modifier: named },
});

/** A field's settings: more keys by type, numbers among them as text. */
const property: JsonSchema = {
  type: "object",
  properties: {
    ...{ type: text, code: text, label: text, noLabel: flag, required: flag, unique: flag, enabled: flag },
    ...{ minLength: decimalOrEmpty, maxLength: decimalOrEmpty, minValue: decimalOrEmpty, maxValue: decimalOrEmpty },
    options: map(object({ label: text, index: digits })),
    displayScale: decimalOrEmpty,
    lookup: { type: ["object", "null"] },
    referenceTable: { type: ["object", "null"] },
    fields: { type: "object" },
  },
  required: ["type", "code", "label"],
};
const size = object({}, { width: text, height: text, innerHeight: text });
const placed = object({ type: text }, { code: text, label: text, elementId: text, size });
const row = object({ type: { const: "ROW" }, fields: list(placed) });
const layout = list(
  anyOf(
    row,
    object({ type: { const: "SUBTABLE" }, code: text, fields: list(placed) }),
    object({ type: { const: "GROUP" }, code: text, layout: list(row) }, { openGroup: flag }),
  ),
);

const viewOf = (type: string, more: Readonly<Record<string, JsonSchema>>) =>
  object(
    { type: { const: type }, index: digits, id: digits, name: text, filterCond: text, sort: text, ...more },
    { builtinType: { const: "ASSIGNEE" } },
  );
const view = anyOf(
  viewOf("LIST", { fields: list(text) }),
  viewOf("CALENDAR", { date: text, title: text }),
  viewOf("CUSTOM", { html: text, pager: flag, device: oneOf("DESKTOP", "ANY") }),
);

const state = object({
  ...{ index: digits, name: text },
  assignee: object({ type: oneOf("ONE", "ALL", "ANY"), entities: list(object(withSubs)) }),
});
const action = object(
  { name: text, from: text, to: text, filterCond: text, type: oneOf("PRIMARY", "SECONDARY") },
  { executableUser: object({ entities: list(object(withSubs)) }) },
);

const icon = anyOf(
  object({ type: { const: "PRESET" }, key: text }),
  object({ type: { const: "FILE" }, file: object({ contentType: text, fileKey: text, name: text, size: digits }) }),
);
const settings = object({
  ...{ name: text, description: text, icon, theme: text },
  titleField: object({ selectionMode: oneOf("AUTO", "MANUAL") }, { code: text }),
  ...{ enableThumbnails: flag, enableBulkDeletion: flag, enableComments: flag, enableDuplicateRecord: flag },
  enableInlineRecordEditing: flag,
  numberPrecision: object({ digits, decimalPlaces: digits, roundingMode: oneOf("HALF_EVEN", "UP", "DOWN") }),
  firstMonthOfFiscalYear: digits,
  ...revision,
});

const recordRight = object({ ...withSubs, viewable: flag, editable: flag, deletable: flag });
const appRight = object({
  ...{ ...withSubs, appEditable: flag, recordViewable: flag, recordAddable: flag, recordEditable: flag },
  ...{ recordDeletable: flag, recordImportable: flag, recordExportable: flag },
});
const fieldRight = object({ ...withSubs, accessibility: oneOf("READ", "WRITE", "NONE") });

/** Ours beside kintone's: whether the notification also goes out by mail, and which fields it watches. */
const ownNotice = { mail: flag, whenChanged: list(text) };
const general = object(
  {
    ...{ ...withSubs, recordAdded: flag, recordEdited: flag, commentAdded: flag, statusChanged: flag },
    fileImported: flag,
  },
  ownNotice,
);
const aimed = { filterCond: text, title: text, targets: list(object(withSubs)) };
const timing = object(
  { code: text, daysLater: { type: "string", pattern: "^-?\\d+$" } },
  { hoursLater: text, time: text },
);

const script = anyOf(
  object({ type: { const: "URL" }, url: text }),
  object({ type: { const: "FILE" }, file: object({ contentType: text, fileKey: text, name: text, size: digits }) }),
);
const scripts = object({ js: list(script), css: list(script) });
const customize = object({ scope: oneOf("ALL", "ADMIN", "NONE"), desktop: scripts, mobile: scripts, ...revision });

const chart = {
  ...{ chartType: text, name: text, filterCond: text },
  groups: list(object({ code: text }, { per: text })),
  aggregations: list(object({ type: text }, { code: text })),
  sorts: list(object({ by: text, order: oneOf("ASC", "DESC") })),
};
const chartMode = oneOf("NORMAL", "STACKED", "PERCENTAGE");
const periodicReport = orNull(object({ active: flag, period: { type: "object" } }));
const report = object({ ...chart, id: digits, index: digits, periodicReport }, { chartMode });
const appAction = object({
  ...{ id: digits, name: text, index: digits, filterCond: text, entities: list(entity) },
  destApp: orNull(object({ app: digits, code: text })),
  mappings: orNull(list(object({ srcType: oneOf("FIELD", "RECORD_URL"), destField: text }, { srcField: text }))),
});
const ids = map(object({ id: digits }));

/** Answers of GET below `/k/v1/` and `/k/v1/preview/` alike, by what follows. */
const read: Answers = {
  "app/form/fields": object({ properties: map(property), ...revision }),
  "app/form/layout": object({ layout, ...revision }),
  "app/views": object({ views: map(view), ...revision }),
  "app/settings": settings,
  "app/status": object({ enable: flag, states: orNull(map(state)), actions: orNull(list(action)), ...revision }),
  "app/customize": customize,
  "app/acl": object({ rights: list(appRight), ...revision }),
  "record/acl": object({ rights: list(object({ filterCond: text, entities: list(recordRight) })), ...revision }),
  "field/acl": object({ rights: list(object({ code: text, entities: list(fieldRight) })), ...revision }),
  "app/notifications/general": object({ notifications: list(general), notifyToCommenter: flag, ...revision }),
  "app/notifications/perRecord": object({ notifications: list(object(aimed, ownNotice)), ...revision }),
  "app/notifications/reminder": object({
    ...{ notifications: list(object({ ...aimed, timing }, ownNotice)), timezone: text },
    ...revision,
  }),
  "app/reports": object({ reports: map(report), ...revision }),
  "app/actions": object({ actions: map(appAction), ...revision }),
  "app/adminNotes": object({ content: text, includeInTemplateAndDuplicates: flag, ...revision }),
  "app/plugins": object({ plugins: list(object({ id: text, name: text, enabled: flag })), ...revision }),
  form: object({ properties: list({ type: "object", properties: { type: text }, required: ["type"] }) }),
};
/** Answers of PUT that say more than a revision. */
const written: Answers = {
  "app/views": object({ views: ids, ...revision }),
  "app/reports": object({ reports: ids, ...revision }),
  "app/actions": object({ actions: ids, ...revision }),
  "app/customize": customize,
};
const writable = Object.keys(read).filter((name) => !["app/plugins", "form"].includes(name));
const entries = (method: string, base: string, names: readonly string[], answerOf: (name: string) => JsonSchema) =>
  names.map((name) => [`${method} ${base}${name}.json`, answerOf(name)] as const);

/** What the calls about apps and their settings answer. */
export const settingsAnswers: Answers = {
  ...Object.fromEntries([
    ...entries("GET", "/k/v1/", Object.keys(read), (name) => read[name]!),
    ...entries("GET", "/k/v1/preview/", Object.keys(read), (name) => read[name]!),
    ...entries("PUT", "/k/v1/preview/", writable, (name) => written[name] ?? object(revision)),
    ...entries("PUT", "/k/v1/", ["app/acl", "record/acl", "field/acl"], () => object(revision)),
  ]),
  "POST /k/v1/preview/app/form/fields.json": object(revision),
  "DELETE /k/v1/preview/app/form/fields.json": object(revision),
  "POST /k/v1/preview/app/plugins.json": object(revision),
  "GET /portal/v1/reports.json": object({ reports: list(object({ ...chart, chartMode })) }),
  "GET /k/v1/app.json": app,
  "GET /k/v1/apps.json": object({ apps: list(app) }),
  "POST /k/v1/preview/app.json": object({ app: digits, ...revision }),
  "POST /k/v1/app/move.json": nothing,
  "POST /k/v1/preview/app/deploy.json": nothing,
  "GET /k/v1/preview/app/deploy.json": object({
    apps: list(object({ app: digits, status: oneOf("PROCESSING", "SUCCESS", "FAIL", "CANCEL") })),
  }),
  "GET /k/v1/apps/statistics.json": object({
    apps: list(
      object({
        ...{ id: digits, name: text, space: orNull(object({ id: digits, name: text })), appGroup: text },
        status: oneOf("NOT_ACTIVATED", "ACTIVATED", "CHANGED"),
        ...{ recordUpdatedAt: instant, recordCount: digits, fieldCount: digits, dailyRequestCount: digits },
        ...{ apiTokenCount: digits, webhookCount: digits },
        ...{ storageUsage: digits, customized: flag, creator: named, createdAt: instant },
        ...{ modifier: named, modifiedAt: instant },
      }),
    ),
  }),
};
