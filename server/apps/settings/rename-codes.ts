import type { AppDefinition, Entity, FieldProperty, LayoutCell } from "../../../app-definitions/definition.ts";

/** New field codes by old ones. */
export type Renames = ReadonlyMap<string, string>;

/** New option names by old ones, by field code. */
export type OptionRenames = ReadonlyMap<string, ReadonlyMap<string, string>>;

const codeRun = /"(?:\\.|[^"\\])*"|[\p{L}\p{M}\p{N}_＿・･￥＄¥$€ー～〜]+/gu;

/**
 * The definition with every reference to a renamed field following it: layout, views, rights, notifications, process,
 * charts, actions, tabs, indexes, formulas and conditions. The fields themselves are renamed by the caller.
 */
export function renameReferences(definition: AppDefinition, renames: Renames): AppDefinition {
  if (renames.size === 0) return definition;
  const one = (code: string) => renames.get(code) ?? code;
  const maybe = <Code extends string | null | undefined>(code: Code) => (code ? (one(code) as Code) : code);
  const condition = (text: string) => renameInText(text, renames);
  const entity = <E extends { type: string; code?: string | null }>(given: E): E =>
    given.type === "FIELD_ENTITY" ? { ...given, code: one(given.code ?? "") } : given;
  const targets = <T extends { entity: Entity | { type: "CUSTOM_FIELD"; code: string } }>(lines: readonly T[]): T[] =>
    lines.map((line) => ({ ...line, entity: entity(line.entity) }));
  const cells = (given: LayoutCell[]) => given.map((cell) => ({ ...cell, ...(cell.code && { code: one(cell.code) }) }));
  const {
    settings,
    layout,
    views,
    appAcl,
    recordAcl,
    fieldAcl,
    process,
    notifications,
    reports,
    actions,
    tabs,
    indexes,
  } = definition;
  const { general, perRecord, reminder } = notifications;
  return {
    ...definition,
    fields: { properties: renameInProperties(definition.fields.properties, condition, one) },
    settings: settings.titleField
      ? {
          ...settings,
          titleField: {
            ...settings.titleField,
            ...(settings.titleField.code && { code: one(settings.titleField.code) }),
          },
        }
      : settings,
    layout: {
      layout: layout.layout.map((row) => {
        if (row.type === "GROUP") {
          return {
            ...row,
            code: one(row.code),
            layout: row.layout.map((inner) => ({ ...inner, fields: cells(inner.fields) })),
          };
        }
        return { ...row, ...(row.type === "SUBTABLE" && { code: one(row.code) }), fields: cells(row.fields) };
      }),
    },
    views: {
      views: mapValues(views.views, (view) => ({
        ...view,
        ...(view.fields && { fields: view.fields.map(one) }),
        ...(view.date && { date: one(view.date) }),
        ...(view.title && { title: one(view.title) }),
        filterCond: condition(view.filterCond),
        sort: condition(view.sort),
      })),
    },
    appAcl: { rights: targets(appAcl.rights) },
    recordAcl: {
      rights: recordAcl.rights.map((right) => ({
        filterCond: condition(right.filterCond),
        entities: targets(right.entities),
      })),
    },
    fieldAcl: {
      rights: fieldAcl.rights.map((right) => ({ code: one(right.code), entities: targets(right.entities) })),
    },
    process: {
      ...process,
      states:
        process.states &&
        mapValues(process.states, (state) => ({
          ...state,
          assignee: { ...state.assignee, entities: targets(state.assignee.entities) },
        })),
      actions:
        process.actions?.map((action) => ({
          ...action,
          ...(action.filterCond !== undefined && { filterCond: condition(action.filterCond) }),
          ...(action.executableUser && { executableUser: { entities: targets(action.executableUser.entities) } }),
        })) ?? null,
    },
    notifications: {
      general: { ...general, notifications: targets(general.notifications) },
      perRecord: {
        notifications: perRecord.notifications.map((rule) => ({
          ...rule,
          filterCond: condition(rule.filterCond),
          targets: targets(rule.targets),
          ...(rule.whenChanged && { whenChanged: rule.whenChanged.map(one) }),
        })),
      },
      reminder: {
        ...reminder,
        notifications: reminder.notifications.map((rule) => ({
          ...rule,
          timing: { ...rule.timing, code: one(rule.timing.code) },
          ...(rule.filterCond !== undefined && { filterCond: condition(rule.filterCond) }),
          targets: targets(rule.targets),
        })),
      },
    },
    ...(reports && {
      reports: {
        reports: mapValues(reports.reports, (report) => ({
          ...report,
          groups: report.groups.map((group) => ({ ...group, code: one(group.code) })),
          aggregations: report.aggregations.map((sum) => ({ ...sum, ...(sum.code && { code: one(sum.code) }) })),
          filterCond: condition(report.filterCond),
        })),
      },
    }),
    ...(actions && {
      actions: {
        actions: mapValues(actions.actions, (action) => ({
          ...action,
          mappings: action.mappings.map((mapping) => ({
            ...mapping,
            ...(mapping.srcField && { srcField: maybe(mapping.srcField) }),
          })),
          entities: action.entities.map(entity),
          ...(action.filterCond !== undefined && { filterCond: condition(action.filterCond) }),
        })),
      },
    }),
    ...(tabs && {
      tabs: tabs.map((tab) => ({
        ...tab,
        fields: tab.fields.map(one),
        ...(tab.when !== undefined && { when: condition(tab.when) }),
      })),
    }),
    ...(indexes && { indexes: indexes.map(one) }),
  };
}

/** The definition with renamed options following in every condition that tests their field. */
export function renameOptions(definition: AppDefinition, renames: OptionRenames): AppDefinition {
  if (renames.size === 0) return definition;
  const follow = (value: unknown, key: string): unknown => {
    if (typeof value === "string")
      return key === "filterCond" || key === "when" ? renameOptionsInText(value, renames) : value;
    if (Array.isArray(value)) return value.map((item) => follow(item, ""));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, follow(one, inner)]));
  };
  const { fields, ...rest } = definition;
  return { ...(follow(rest, "") as Omit<AppDefinition, "fields">), fields };
}

/** A condition, sort order or formula with its codes renamed; texts in quotes and names after a dot stay. */
export function renameInText(text: string, renames: Renames): string {
  return text.replace(codeRun, (run, at: number) => {
    const isOther = run.startsWith('"') || text[at - 1] === "." || text[at + run.length] === "(";
    return isOther ? run : (renames.get(run) ?? run);
  });
}

const termPart = /"((?:\\.|[^"\\])*)"|[^\s\u3000"(),=!<>]+/gu;
const keywords = new Set(["and", "or", "not", "in", "like", "is", "empty"]);

/** A condition with the options of renamed choices following; `renames` by the code as it stands in the text. */
export function renameOptionsInText(text: string, renames: OptionRenames): string {
  let field = "";
  return text.replace(termPart, (part, quoted: string | undefined) => {
    if (quoted === undefined) {
      if (!keywords.has(part.toLowerCase())) field = part;
      return part;
    }
    const meant = quoted.replace(/\\(.)/g, "$1");
    const renamed = renames.get(field)?.get(meant);
    return renamed === undefined ? part : `"${renamed.replace(/["\\]/g, "\\$&")}"`;
  });
}

/** Formulas, and the fields here that lookups fill and related records compare with. */
function renameInProperties(
  properties: Record<string, FieldProperty>,
  formula: (text: string) => string,
  one: (code: string) => string,
): Record<string, FieldProperty> {
  return mapValues(properties, (property) => {
    const { expression, lookup, referenceTable, fields } = property as FieldProperty & {
      expression?: string;
      lookup?: { fieldMappings: { field: string }[] };
      referenceTable?: { condition: { field: string } };
    };
    return {
      ...property,
      ...(expression && { expression: formula(expression) }),
      ...(lookup && {
        lookup: { ...lookup, fieldMappings: lookup.fieldMappings.map((pair) => ({ ...pair, field: one(pair.field) })) },
      }),
      ...(referenceTable && {
        referenceTable: {
          ...referenceTable,
          condition: { ...referenceTable.condition, field: one(referenceTable.condition.field) },
        },
      }),
      ...(fields && { fields: renameInProperties(fields, formula, one) }),
    };
  });
}

function mapValues<Value, Result>(
  values: Record<string, Value>,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
