import type {
  AppAction,
  AppDefinition,
  Entity,
  FieldProperty,
  LayoutRow,
  ProcessAction,
  ProcessState,
  Report,
  View,
} from "../../../app-definitions/definition.ts";
import type { Context } from "../../http/context.ts";
import { accessOf } from "../../permissions/remember-access.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { shownCode, type NamedApp } from "../shown-code.ts";
import { isKnownEntity } from "./known-entities.ts";
import { shownRelated } from "./related-apps.ts";

/** Of which app an answer is made, and among which apps. */
export interface AnswerScope extends Pick<Context, "apps" | "viewer" | "directory" | "now"> {
  readonly own: NamedApp;
}

/** The settings that appear when nothing was set (kintone.md §1.2, AP-3 to AP-5). */
const settingsDefaults = {
  description: "",
  icon: { type: "PRESET", key: "APP72" },
  theme: "WHITE",
  titleField: { selectionMode: "AUTO" },
  enableThumbnails: true,
  enableBulkDeletion: false,
  enableComments: true,
  enableDuplicateRecord: true,
  enableInlineRecordEditing: true,
  numberPrecision: { digits: "16", decimalPlaces: "4", roundingMode: "HALF_EVEN" },
  firstMonthOfFiscalYear: "4",
} as const;

/** Fields that kintone lists although their function is switched off. */
const sleepingFields = { STATUS: "ステータス", STATUS_ASSIGNEE: "作業者", CATEGORY: "カテゴリー" } as const;

/** kintone's answer to app/settings, without the revision. */
export function settingsAnswer({ settings }: AppDefinition): object {
  const { titleField = settingsDefaults.titleField } = settings;
  const shownTitle = titleField.selectionMode === "MANUAL" ? titleField : settingsDefaults.titleField;
  return { ...settingsDefaults, ...settings, titleField: shownTitle };
}

/** kintone's answer to form/fields: every field with its defaults, those of sleeping functions included. */
export function fieldsAnswer(
  definition: AppDefinition,
  scope: Pick<AnswerScope, "apps" | "own">,
): { properties: Record<string, object> } {
  const complete = completeDefinition(definition);
  return { properties: withSleepingFields(shownRelated(scope, scope.own, complete.fields.properties), complete) };
}

/** Views as kintone answers them: only a custom one says for which devices it is. */
export function shownViews(views: Record<string, View>): Record<string, object> {
  return mapValues(views, ({ device = "DESKTOP", ...view }) => (view.type === "CUSTOM" ? { ...view, device } : view));
}

const chartsWithMode: ReadonlySet<string> = new Set(["BAR", "COLUMN", "AREA", "SPLINE_AREA"]);

function shownReport({ chartMode, ...report }: Report): object {
  const mode = chartsWithMode.has(report.chartType) ? { chartMode: chartMode ?? "NORMAL" } : {};
  return { ...report, ...mode, periodicReport: report.periodicReport ?? null };
}

/** Whether answers list fields of this type even when the app has none (kintone's own do). */
export function isSleeper(type: unknown): boolean {
  return typeof type === "string" && Object.hasOwn(sleepingFields, type);
}

/** The properties with `enabled` on the fields of process management and categories, which are listed even when off. */
export function withSleepingFields(
  properties: Record<string, FieldProperty>,
  { process, categories }: Pick<AppDefinition, "process" | "categories">,
): Record<string, object> {
  const isOn = (type: string) => (type === "CATEGORY" ? categories?.enable === true : process.enable);
  const types = new Set(Object.values(properties).map(({ type }) => type));
  const missing = Object.entries(sleepingFields).filter(([type, code]) => !types.has(type) && !properties[code]);
  return {
    ...Object.fromEntries(
      Object.entries(properties).map(([code, property]) => {
        const { renamedFrom: _, ...rest } = property;
        if (!isSleeper(property.type)) return [code, rest];
        return [code, { type: rest.type, code, label: rest.label, enabled: isOn(rest.type) }];
      }),
    ),
    ...Object.fromEntries(
      missing.map(([type, code]) => [
        code,
        { type, code, label: code, enabled: type === "STATUS_ASSIGNEE" && process.enable },
      ]),
    ),
  };
}

/** kintone's answers by the path below `/k/v1/` or `/k/v1/preview/`; only managers of the app get them. */
export const answers: Readonly<Record<string, (definition: AppDefinition, scope: AnswerScope) => object>> = {
  "app/status": ({ process: { enable, states, actions } }, scope) => {
    const shown = (targets: readonly ProcessTarget[]) => targets.filter((one) => isThere(scope, one)).map(shownTarget);
    return {
      enable,
      states:
        states &&
        mapValues(states, (state) => ({
          ...state,
          assignee: { ...state.assignee, entities: shown(state.assignee.entities) },
        })),
      actions: actions && actions.map((action) => shownAction(action, shown)),
    };
  },
  "app/acl": ({ appAcl }) => ({ rights: appAcl.rights.map(shownTarget) }),
  "record/acl": ({ recordAcl }) => ({
    rights: recordAcl.rights.map((right) => ({ ...right, entities: right.entities.map(shownTarget) })),
  }),
  "field/acl": ({ fieldAcl }) => ({
    rights: fieldAcl.rights.map((right) => ({ ...right, entities: right.entities.map(shownTarget) })),
  }),
  "app/notifications/general": ({ notifications: { general } }) => ({
    notifications: general.notifications.map(shownTarget),
    notifyToCommenter: general.notifyToCommenter,
  }),
  "app/notifications/perRecord": ({ notifications: { perRecord } }) => ({
    notifications: perRecord.notifications.map((rule) => ({ ...rule, targets: rule.targets.map(shownTarget) })),
  }),
  "app/notifications/reminder": ({ notifications: { reminder } }) => ({
    notifications: reminder.notifications.map((rule) => ({
      ...{ filterCond: "", ...rule },
      targets: rule.targets.map(shownTarget),
    })),
    timezone: reminder.timezone,
  }),
  "app/reports": ({ reports }) => ({ reports: mapValues(reports?.reports ?? {}, shownReport) }),
  "app/actions": ({ actions }, scope) => ({
    actions: mapValues(actions?.actions ?? {}, (action) => {
      const found = destinationOf(action, scope);
      const shown = { filterCond: "", ...action };
      return found
        ? { ...shown, destApp: { app: found.id, code: shownCode(found) } }
        : { ...shown, destApp: null, mappings: null };
    }),
  }),
  "app/adminNotes": ({ adminNotes }) => adminNotes ?? { content: "", includeInTemplateAndDuplicates: false },
  "app/customize": ({ customize }) =>
    customize ?? { scope: "ALL", desktop: { js: [], css: [] }, mobile: { js: [], css: [] } },
  "app/plugins": () => ({ plugins: [] }),
};

type ProcessTarget = ProcessState["assignee"]["entities"][number];

/** Whoever may take a secondary action is always said. */
function shownAction(
  { executableUser, ...action }: ProcessAction,
  shownTargets: (targets: readonly ProcessTarget[]) => object[],
): object {
  const shown = { filterCond: "", type: "PRIMARY", ...action };
  const entities = shownTargets(executableUser?.entities ?? []);
  return shown.type === "SECONDARY" ? { ...shown, executableUser: { entities } } : shown;
}

/** People who have left, and groups and organisations that are gone, kintone does not list. */
function isThere({ directory }: AnswerScope, { entity: { type, code } }: ProcessTarget): boolean {
  if (type === "USER") return directory.userByCode(code ?? "")?.status === "active";
  return isKnownEntity({ directory }, { type, code: code ?? "" });
}

/** The app that an action leads to; undefined when the reader may not enter it, which kintone answers with null. */
function destinationOf(
  { destApp }: AppAction,
  { apps, own, viewer, directory, now }: AnswerScope,
): NamedApp | undefined {
  const { app = "", code } = destApp;
  if (app === own.id || code === own.code) return own;
  const found = code ? apps.byCode(code) : apps.byId(app);
  const rights = found && accessOf(found, viewer, directory, now).app;
  return rights?.view || rights?.add || rights?.manage ? found : undefined;
}

/** What the old description of a form does not know. */
const youngTypes: ReadonlySet<string> = new Set(["GROUP", "STATUS", "STATUS_ASSIGNEE", "CATEGORY"]);

/**
 * The old description of a form: a flat list, options as a list, null where a limit is not set, yes and no as words; labels,
 * rules and spacers of the layout stand in it too.
 */
export function oldFormAnswer(
  properties: Record<string, FieldProperty>,
  rows: readonly LayoutRow[],
): { properties: object[] } {
  const cells = rows.flatMap((row) => (row.type === "GROUP" ? row.layout.flatMap(({ fields }) => fields) : row.fields));
  const loose = cells.filter(({ code }) => code === undefined).map(({ size: _, ...cell }) => cell);
  const fields = Object.values(properties).filter(({ type }) => !youngTypes.has(type));
  return { properties: [...fields.map(oldProperty), ...loose] };
}

const limits = ["minLength", "maxLength", "minValue", "maxValue"] as const;
const timeTypes: ReadonlySet<string> = new Set(["DATE", "TIME", "DATETIME"]);

function oldProperty({ renamedFrom: _, fields, defaultNowValue, ...property }: FieldProperty): object {
  const options = property["options"] as Record<string, { index: string }> | undefined;
  const inOrder = options && Object.entries(options).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
  return {
    ...mapValues(property, (value) => (typeof value === "boolean" ? String(value) : value)),
    ...(property.type === "NUMBER" && !property["lookup"] && { expression: "" }),
    ...Object.fromEntries(limits.flatMap((limit) => (property[limit] === "" ? [[limit, null]] : []))),
    ...(inOrder && { options: inOrder.map(([key]) => key) }),
    ...(timeTypes.has(property.type) && { defaultExpression: defaultNowValue === true ? "NOW" : null }),
    ...(fields && { fields: Object.values(fields).map(oldProperty) }),
  };
}

function shownTarget<Target extends { entity: Entity | { type: "CUSTOM_FIELD"; code: string }; includeSubs?: boolean }>(
  target: Target,
): Target {
  const { type, code } = target.entity;
  return { ...target, entity: { type, code: code ?? null }, includeSubs: target.includeSubs ?? false };
}

const translatedKeys = new Set(["label", "name", "title", "description"]);

/**
 * The answer with its labels and names in the language asked for, as far as the definition has them.
 *
 * @param lang - kintone's parameter: `default` and absent mean as written, `user` the reader's own language
 */
export function inLanguage<Answer>(
  answer: Answer,
  { translations }: AppDefinition,
  lang: string | undefined,
  { viewer }: Context,
): Answer {
  const language = lang === "user" ? viewer.locale : lang;
  const words = language === "en" ? translations?.en : undefined;
  return words ? (translate(answer, words) as Answer) : answer;
}

function translate(value: unknown, words: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => translate(item, words));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      typeof inner === "string" && translatedKeys.has(key)
        ? [key, words[inner] ?? inner]
        : [key, translate(inner, words)],
    ),
  );
}

function mapValues<Value, Result>(
  values: Record<string, Value>,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
