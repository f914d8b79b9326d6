import type { Entity } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import type { Directory } from "../../identity/directory.ts";
import { buildDirectory } from "../../identity/directory.ts";
import type { Viewer } from "../../identity/viewer.ts";
import { bindQuery, type Scope } from "../../query/bind-query.ts";
import { parseQuery, type ParsedCondition } from "../../query/parse-query.ts";
import { mayBeIndexed, mostIndexes } from "../app-indexes.ts";
import type { DeployedApp } from "../deployed-app.ts";
import { ownValue } from "../own-value.ts";
import { conditionWords } from "./condition-words.ts";
import type { DefinitionProblem } from "./definition-problem.ts";

/** Nobody in particular: a definition's conditions must hold together whoever reads them. */
export const somebody: Viewer = {
  ...{ userId: 0, code: "", name: "", isAdministrator: false, groups: [], organizations: [] },
  ...{ organizationsAndAncestors: [], primaryOrganization: null, certificate: null, sessionId: null },
  ...{ locale: "ja", timezone: "Asia/Tokyo" },
};
/** A directory without people. */
export const nobody: Directory = buildDirectory({
  ...{ version: "0", users: [], organizations: [], groups: [], organizationMembers: [], groupMembers: [] },
});

/** What is wrong between the parts of an app whose fields are sound: every code, condition and sort order in it. */
export function checkParts(app: DeployedApp): readonly DefinitionProblem[] {
  const { layout, views, appAcl, recordAcl, fieldAcl, notifications, settings, indexes = [], process } = app.definition;
  const problems: DefinitionProblem[] = [];
  const report = (path: string, message: DefinitionProblem["message"], params: DefinitionProblem["params"] = {}) =>
    problems.push({ path, message, params });

  const requireField = (path: string, code: string) => {
    if (!app.fields.has(code)) report(path, "field-unknown", { code });
    return app.fields.get(code);
  };
  const requireTop = (path: string, code: string) => {
    const field = requireField(path, code);
    if (field?.table) report(path, "field-unfit", { code });
    return field;
  };
  const requireEntity = (path: string, { type, code }: Entity | { type: "CUSTOM_FIELD"; code: string }) => {
    if (type === "CUSTOM_FIELD") report(path, "entity-unsupported", { type });
    if (type !== "FIELD_ENTITY") return;
    const field = requireTop(path, code ?? "");
    if (field && field.fieldType.column !== "principals") report(path, "field-unfit", { code: field.code });
  };
  const requireCondition = (path: string, condition: string | undefined) =>
    checkQuery(app, path, condition ?? "", report);

  if (settings.titleField?.selectionMode === "MANUAL")
    requireTop("settings.titleField.code", settings.titleField.code ?? "");

  const placed = new Set<string>();
  const place = (path: string, code: string | undefined) => {
    if (code === undefined) return;
    requireField(path, code);
    if (placed.has(code)) report(path, "repeated", { code });
    placed.add(code);
  };
  layout.layout.forEach((row, at) => {
    const path = `layout.layout[${at}]`;
    if (row.type === "ROW") row.fields.forEach((cell, i) => place(`${path}.fields[${i}]`, cell.code));
    else place(path, row.code);
    if (row.type === "SUBTABLE") {
      row.fields.forEach(({ code = "" }, i) => {
        if (!app.fields.get(row.code)?.inner.has(code)) report(`${path}.fields[${i}]`, "field-unknown", { code });
      });
    }
    if (row.type === "GROUP") {
      row.layout.forEach(({ fields }, r) =>
        fields.forEach((cell, i) => place(`${path}.layout[${r}].fields[${i}]`, cell.code)),
      );
    }
  });

  for (const [name, view] of Object.entries(views.views)) {
    const path = `views.views.${name}`;
    view.fields?.forEach((code, at) => requireTop(`${path}.fields[${at}]`, code));
    for (const key of ["date", "title"] as const) if (view[key]) requireTop(`${path}.${key}`, view[key]);
    // Whether the related records have such fields is seen when the view is opened: they lie in another app.
    checkQuery(app, `${path}.filterCond`, view.filterCond, report, "condition-wrong", { related: "unchecked" });
    if (view.sort) checkQuery(app, `${path}.sort`, `order by ${view.sort}`, report, "sort-wrong");
  }

  appAcl.rights.forEach(({ entity }, at) => requireEntity(`appAcl.rights[${at}].entity`, entity));
  recordAcl.rights.forEach(({ filterCond, entities }, at) => {
    requireCondition(`recordAcl.rights[${at}].filterCond`, filterCond);
    entities.forEach(({ entity }, i) => requireEntity(`recordAcl.rights[${at}].entities[${i}].entity`, entity));
  });
  fieldAcl.rights.forEach(({ code, entities }, at) => {
    requireTop(`fieldAcl.rights[${at}].code`, code);
    entities.forEach(({ entity }, i) => requireEntity(`fieldAcl.rights[${at}].entities[${i}].entity`, entity));
  });

  notifications.general.notifications.forEach(({ entity }, at) =>
    requireEntity(`notifications.general.notifications[${at}].entity`, entity),
  );
  notifications.perRecord.notifications.forEach(({ filterCond, targets, whenChanged }, at) => {
    const path = `notifications.perRecord.notifications[${at}]`;
    requireCondition(`${path}.filterCond`, filterCond);
    targets.forEach(({ entity }, i) => requireEntity(`${path}.targets[${i}].entity`, entity));
    whenChanged?.forEach((code, i) => requireTop(`${path}.whenChanged[${i}]`, code));
  });
  notifications.reminder.notifications.forEach(({ timing, filterCond, targets }, at) => {
    const path = `notifications.reminder.notifications[${at}]`;
    const kind = requireTop(`${path}.timing.code`, timing.code)?.fieldType.column;
    if (kind && kind !== "date" && kind !== "timestamp")
      report(`${path}.timing.code`, "field-unfit", { code: timing.code });
    requireCondition(`${path}.filterCond`, filterCond);
    targets.forEach(({ entity }, i) => requireEntity(`${path}.targets[${i}].entity`, entity));
  });

  for (const [name, { assignee }] of Object.entries(process.states ?? {})) {
    const path = `process.states.${name}.assignee.entities`;
    assignee.entities.forEach(({ entity }, at) => requireEntity(`${path}[${at}].entity`, entity));
  }
  const [first] = Object.values(process.states ?? {}).sort((a, b) => Number(a.index) - Number(b.index));
  const isCreator = ({ type, code }: Entity | { type: "CUSTOM_FIELD"; code: string }) =>
    type === "CREATOR" || (type === "FIELD_ENTITY" && app.fields.get(code ?? "")?.property.type === "CREATOR");
  if (first && (first.assignee.type !== "ONE" || !first.assignee.entities.every(({ entity }) => isCreator(entity))))
    report(`process.states.${first.name}.assignee`, "first-state-assignee");
  process.actions?.forEach(({ from, to, filterCond, executableUser }, at) => {
    const path = `process.actions[${at}]`;
    for (const [key, state] of Object.entries({ from, to })) {
      if (!ownValue(process.states, state)) report(`${path}.${key}`, "field-unknown", { code: state });
    }
    // A condition on the status inside the process could never be left again (kintone.md §2.16).
    for (const code of requireCondition(`${path}.filterCond`, filterCond)) {
      if (app.fields.get(code)?.property.type === "STATUS") report(`${path}.filterCond`, "field-unfit", { code });
    }
    executableUser?.entities.forEach(({ entity }, i) => requireEntity(`${path}.executableUser.entities[${i}]`, entity));
  });

  for (const [name, { groups, aggregations, filterCond }] of Object.entries(app.definition.reports?.reports ?? {})) {
    const path = `reports.reports.${name}`;
    groups.forEach(({ code }, at) => requireField(`${path}.groups[${at}].code`, code));
    aggregations.forEach(
      ({ code }, at) => code !== undefined && requireField(`${path}.aggregations[${at}].code`, code),
    );
    requireCondition(`${path}.filterCond`, filterCond);
  }
  for (const [name, { mappings, entities }] of Object.entries(app.definition.actions?.actions ?? {})) {
    const path = `actions.actions.${name}`;
    mappings.forEach(
      ({ srcField }, at) => srcField !== undefined && requireField(`${path}.mappings[${at}].srcField`, srcField),
    );
    entities.forEach((entity, at) => requireEntity(`${path}.entities[${at}]`, entity));
  }

  indexes.forEach((code, at) => {
    const field = requireTop(`indexes[${at}]`, code);
    if (field && !mayBeIndexed(field)) report(`indexes[${at}]`, "field-unfit", { code });
    if (indexes.indexOf(code) < at) report(`indexes[${at}]`, "repeated", { code });
  });
  if (indexes.length > mostIndexes) report("indexes", "too-many", { limit: mostIndexes });
  checkTabs(app, report);
  return problems;
}

type Report = (path: string, message: DefinitionProblem["message"], params?: DefinitionProblem["params"]) => void;

/** A tab whose condition read its own fields could never be opened again once it is shut. */
function checkTabs(app: DeployedApp, report: Report): void {
  const { tabs = [], layout } = app.definition;
  const labels = new Set(
    layout.layout.flatMap((row) => (row.type === "ROW" ? row.fields.flatMap(({ elementId }) => elementId ?? []) : [])),
  );
  const seen = new Set<string>();
  const codes = new Set<string>();
  tabs.forEach((tab, at) => {
    const path = `tabs[${at}]`;
    if (codes.has(tab.code)) report(`${path}.code`, "repeated", { code: tab.code });
    codes.add(tab.code);
    tab.fields.forEach((code, i) => {
      const field = app.fields.get(code);
      if (field?.table) report(`${path}.fields[${i}]`, "field-unfit", { code });
      else if (!field && !labels.has(code)) report(`${path}.fields[${i}]`, "field-unknown", { code });
      if (seen.has(code)) report(`${path}.fields[${i}]`, "tab-repeated", { code });
      seen.add(code);
    });
    if (tab.when === undefined) return;
    const read = checkQuery(app, `${path}.when`, tab.when, report);
    for (const code of read) {
      if (app.fields.get(code)?.tab === tab.code) report(`${path}.when`, "tab-own-field", { code });
    }
  });
}

/** Reads and resolves a condition as the server will; returns the field codes that it names. */
function checkQuery(
  app: DeployedApp,
  path: string,
  query: string,
  report: Report,
  message: "condition-wrong" | "sort-wrong" = "condition-wrong",
  more: Pick<Scope, "related"> = {},
): readonly string[] {
  try {
    const parsed = parseQuery(query);
    const isBare =
      message === "sort-wrong" || (parsed.order.length === 0 && parsed.limit === null && parsed.offset === null);
    if (!isBare) report(path, message, { ja: "order by、limit、offset", en: "order by, limit, offset" });
    bindQuery(parsed, { app, access: null, viewer: somebody, directory: nobody, now: new Date(0), ...more });
    return codesOf(parsed.condition);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    report(path, message, conditionWords(error));
    return [];
  }
}

function codesOf(condition: ParsedCondition | null): readonly string[] {
  if (condition === null) return [];
  return condition.kind === "test" ? [condition.code] : condition.of.flatMap(codesOf);
}
