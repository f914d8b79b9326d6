import type { AppAction, AppDefinition, Report } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { accessOf } from "../../permissions/remember-access.ts";
import { requireApp } from "../require-app.ts";
import { changeDraft, type SettingsInput } from "../drafts/draft.ts";
import type { MayName } from "../drafts/may-name.ts";
import { requireKnownEntities } from "./known-entities.ts";
import { beyond, invalid, mergeNamed, pick, repeated } from "./named-parts.ts";
import { idsOf } from "./views.ts";

/** kintone's own keys. */
const reportKeys = [
  ...["chartType", "chartMode", "id", "name", "index", "groups", "aggregations", "filterCond", "sorts"],
  "periodicReport",
];
const actionKeys = ["id", "name", "index", "destApp", "mappings", "entities", "filterCond"];

export type GivenReport = Partial<Report> & { index: string };

/**
 * Replaces the charts of the draft. A pivot table needs a group and exactly one figure; an active periodic report stays as
 * it is but for name, order and switch.
 *
 * @throws Failure input/invalid, field/unknown (GAIA_FC01)
 */
export async function updateReports(
  context: Context,
  input: SettingsInput & { reports: Record<string, GivenReport> },
): Promise<{ reports: Record<string, { id: string }>; revision: string }> {
  const { revision, definition } = await changeDraft(context, input, "reports", ({ definition: before }) => {
    refuseSameIndex(input.reports, "reports");
    const reports = mergeNamed(before.reports?.reports ?? {}, input.reports, "reports", completeReport);
    const { properties } = completeDefinition(before).fields;
    for (const [name, { groups, aggregations }] of Object.entries(reports)) {
      groups.forEach((one, at) => requirePer(one, properties, `reports[${name}].groups[${at}].per`));
      aggregations.forEach((one, at) => requireFigure(one, properties, `reports[${name}].aggregations[${at}].code`));
    }
    return { definition: { ...before, reports: { reports } } };
  });
  return { reports: idsOf(definition.reports?.reports ?? {}), revision };
}

/** Unlike views, charts and actions have no order among those of one index. */
function refuseSameIndex(parts: Readonly<Record<string, { index: string }>>, path: string): void {
  const seen = new Set<number>();
  for (const [name, { index }] of Object.entries(parts)) {
    if (seen.has(Number(index))) throw repeated(`${path}[${name}].index`, index);
    seen.add(Number(index));
  }
}

/** Types of which sums make sense; the greatest and least there is of points in time as well. */
const summable: ReadonlySet<string> = new Set(["NUMBER", "CALC"]);
const timeTypes: ReadonlySet<string> = new Set(["DATE", "TIME", "DATETIME", "CREATED_TIME", "UPDATED_TIME"]);

const dateUnits: ReadonlySet<string> = new Set(["YEAR", "QUARTER", "MONTH", "WEEK", "DAY"]);
const timeUnits: ReadonlySet<string> = new Set(["HOUR", "MINUTE"]);

/** Points in time are grouped by a unit of time that they have. */
function requirePer(
  { code, per }: Report["groups"][number],
  properties: AppDefinition["fields"]["properties"],
  place: string,
): void {
  const type = Object.hasOwn(properties, code) ? properties[code]!.type : "";
  if (!timeTypes.has(type)) return;
  if (per === undefined) throw invalid(place, "required-parameter");
  if (type === "DATE" && !dateUnits.has(per)) throw invalid(place, "not-enum");
  if (type === "TIME" && !timeUnits.has(per)) throw invalid(place, "not-enum");
}

/** What does not exist is left to the check of the whole part. */
function requireFigure(
  { type, code }: Report["aggregations"][number],
  properties: AppDefinition["fields"]["properties"],
  place: string,
): void {
  if (type === "COUNT") return;
  if (code === undefined) throw invalid(place, "required-parameter");
  const field = Object.hasOwn(properties, code) ? properties[code]! : undefined;
  const isOfTime = field && timeTypes.has(field.type) && (type === "MAX" || type === "MIN");
  if (field && !summable.has(field.type) && !isOfTime) throw invalid(place, "not-allowed", { code });
}

function completeReport(given: GivenReport, old: Report | undefined, name: string, place: string): Report {
  const chartType = given.chartType ?? old?.chartType;
  if (chartType === undefined) throw invalid(`${place}.chartType`, "required-parameter");
  for (const key of ["groups", "aggregations"] as const) {
    if (!old && !given[key]) throw invalid(`${place}.${key}`, "required-parameter");
  }
  const { active = old?.periodicReport?.active ?? true, period = old?.periodicReport?.period } =
    given.periodicReport ?? {};
  const isPeriodic = Boolean(given.periodicReport ?? old?.periodicReport);
  if (isPeriodic && !period) throw invalid(`${place}.periodicReport.period`, "required-parameter");
  const report: Report = {
    ...beyond(old, reportKeys),
    ...(old?.id && { id: old.id }),
    ...{ name, index: given.index, chartType },
    chartMode: chartModeOf(given, old),
    groups: (given.groups ?? old?.groups ?? []).map((group) => pick(group, ["code", "per"])),
    aggregations: (given.aggregations ?? old?.aggregations ?? []).map((one) => pick(one, ["type", "code"])),
    filterCond: given.filterCond ?? old?.filterCond ?? "",
    sorts: (given.sorts ?? old?.sorts ?? []).map((sort) => pick(sort, ["by", "order"])),
    ...(isPeriodic && period && { periodicReport: { active, period } }),
  };
  if (chartType === "PIVOT_TABLE" && report.groups.length === 0) throw invalid(`${place}.groups`, "required-parameter");
  if (chartType === "PIVOT_TABLE" && report.aggregations.length !== 1) {
    throw invalid(`${place}.aggregations`, "too-many-items", { limit: 1 });
  }
  const isFrozen = old?.periodicReport?.active === true && report.periodicReport?.active === true;
  return isFrozen
    ? { ...old, name, index: given.index, periodicReport: { ...old.periodicReport!, active: true } }
    : report;
}

function chartModeOf(given: GivenReport, old: Report | undefined): NonNullable<Report["chartMode"]> {
  const mode = String(given.chartMode ?? old?.chartMode ?? "NORMAL");
  return mode === "STACK" ? "STACKED" : (mode as NonNullable<Report["chartMode"]>);
}

export type GivenAction = Omit<Partial<AppAction>, "index"> & { index: string };

/**
 * Replaces the buttons of the draft that open another app's form.
 *
 * @throws Failure input/invalid, field/unknown (GAIA_FC01), app/not-found for another app that is out of reach
 */
export async function updateActions(
  context: Context,
  input: SettingsInput & { actions: Record<string, GivenAction> },
): Promise<{ actions: Record<string, { id: string }>; revision: string }> {
  const { revision, definition } = await changeDraft(
    context,
    input,
    "actions",
    ({ definition: before, app }, mayName) => {
      refuseSameIndex(input.actions, "actions");
      const actions = mergeNamed(before.actions?.actions ?? {}, input.actions, "actions", (given, old, name, place) =>
        completeAction({ ...context, mayName }, given, old, name, place, app.id),
      );
      const own = { id: app.id, properties: completeDefinition(before).fields.properties };
      for (const action of Object.values(actions)) requireTargets(context, action, own);
      return { definition: { ...before, actions: { actions } } };
    },
  );
  return { actions: idsOf(definition.actions?.actions ?? {}), revision };
}

/** @throws Failure field/unknown for a field to fill in that the other app does not have, or not for the viewer */
function requireTargets(
  { apps, viewer, directory, now }: Context,
  { destApp: { app = "", code }, mappings }: AppAction,
  own: { id: string; properties: AppDefinition["fields"]["properties"] },
): void {
  const other = code ? apps.byCode(code) : apps.byId(app);
  const { fields } = other ? accessOf(other, viewer, directory, now) : { fields: new Map<string, unknown>() };
  const manages = other && accessOf(other, viewer, directory, now).app.manage;
  const isThere = (field: string) =>
    app === own.id ? Object.hasOwn(own.properties, field) : fields.has(field) || (manages && other.fields.has(field));
  const unknown = mappings.find(({ destField }) => !isThere(destField));
  if (unknown && (other || app === own.id)) throw new Failure("field/unknown", { code: unknown.destField });
}

function completeAction(
  context: Context & { readonly mayName: MayName },
  given: GivenAction,
  old: AppAction | undefined,
  name: string,
  place: string,
  ownApp: string,
): AppAction {
  for (const key of ["destApp", "mappings", "entities"] as const) {
    if (!old && !given[key]) throw invalid(`${place}.${key}`, "required-parameter");
  }
  if (given.destApp && !given.mappings) throw invalid(`${place}.mappings`, "required-parameter");
  given.mappings?.forEach(({ srcType, srcField }, at) => {
    if (srcType === "FIELD" && !srcField) throw invalid(`${place}.mappings[${at}].srcField`, "required-parameter");
  });
  if (name.length > 32) throw invalid(`${place}.name`, "too-long", { limit: 33 });
  const entities = (given.entities ?? old?.entities ?? []).map((entity) => pick(entity, ["type", "code"]));
  requireKnownEntities(
    context.mayName,
    entities.map((entity) => ({ entity })),
    `${place}.entities`,
    (at) => `[${at}].code`,
  );
  return {
    ...beyond(old, actionKeys),
    ...(old?.id && { id: old.id }),
    ...{ name, index: given.index },
    destApp: given.destApp ? destination(context, given.destApp, place, ownApp) : (old?.destApp ?? { app: ownApp }),
    mappings: (given.mappings ?? old?.mappings ?? []).map((one) => pick(one, ["srcType", "srcField", "destField"])),
    entities,
    ...pick({ filterCond: given.filterCond ?? old?.filterCond }, ["filterCond"]),
  } as AppAction;
}

/** The code wins over the id, as on kintone. */
function destination(context: Context, { app, code }: AppAction["destApp"], place: string, ownApp: string) {
  if (!code && app === undefined) throw invalid(`${place}.destApp.app`, "required-parameter");
  if (!code && app === ownApp) return { app: ownApp };
  const id = code ? context.apps.byCode(code)?.id : app;
  if (id === undefined) throw new Failure("app/not-found", { app: code ?? "" });
  const found = requireApp(context, id).app;
  return { app: found.id, code: found.code };
}
