import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import {
  lookupOf,
  referenceTableOf,
  type LookupSettings,
  type ReferenceTableSettings,
  type RelatedApp,
} from "../../../app-definitions/field-types/source-settings.ts";
import { renameInText, renameOptionsInText, type OptionRenames, type Renames } from "../settings/rename-codes.ts";
import type { DeployPlan } from "./plan-deploy.ts";

/** What a deploy renames in one app, for those that refer to it. */
export interface SourceRenames {
  readonly id: string;
  readonly code: string;
  readonly fields: Renames;
  /** By the new code of the field. */
  readonly options: OptionRenames;
}

/** The renames of a plan, by the ids that survive them; undefined when there are none. */
export function renamesOf({ app, definition, physical, before }: DeployPlan): SourceRenames | undefined {
  if (!before) return undefined;
  const codes = new Map(Object.entries(before.fields).map(([code, id]) => [id, code]));
  const kept = Object.entries(physical.fields).flatMap(([code, id]): [string, string][] => {
    const from = codes.get(id);
    return from === undefined ? [] : [[from, code]];
  });
  const fields = new Map(kept.filter(([from, code]) => from !== code));
  const options = new Map(
    kept.flatMap(([from, code]): [string, Renames][] => {
      const renamed = renamedKeys(before.options[from] ?? {}, physical.options[code] ?? {});
      return renamed.size > 0 ? [[code, renamed]] : [];
    }),
  );
  return fields.size + options.size > 0 ? { id: app, code: definition.code, fields, options } : undefined;
}

/**
 * The definition with everything that names a field or an option of another app following its rename: lookups, related
 * records, actions, and conditions on related records. The very definition when it names none.
 */
export function followRenames(definition: AppDefinition, sources: readonly SourceRenames[]): AppDefinition {
  let changes = 0;
  const find = ({ code, app }: RelatedApp) => sources.find((one) => (code ? one.code === code : one.id === app));

  function follow(properties: Record<string, FieldProperty>): Record<string, FieldProperty> {
    return Object.fromEntries(
      Object.entries(properties).map(([code, property]) => {
        const lookup = lookupOf(property);
        const table = referenceTableOf(property);
        const source = find((lookup ?? table)?.relatedApp ?? {});
        const fields = property.fields && { fields: follow(property.fields) };
        if (!source) return [code, { ...property, ...fields }];
        changes++;
        return [
          code,
          {
            ...property,
            ...fields,
            ...(lookup && { lookup: followedLookup(lookup, source) }),
            ...(table && { referenceTable: followedTable(table, source) }),
          },
        ];
      }),
    );
  }

  const properties = follow(definition.fields.properties);
  const actions = Object.entries(definition.actions?.actions ?? {}).map(([name, action]) => {
    const source = find(action.destApp);
    if (!source) return [name, action] as const;
    changes++;
    const mappings = action.mappings.map((one) => ({ ...one, destField: renamed(one.destField, source) }));
    return [name, { ...action, mappings }] as const;
  });
  if (changes === 0) return definition;
  const { fields: _, ...rest } = definition;
  return {
    ...(followConditions(rest, prefixed(definition, find)) as Omit<AppDefinition, "fields">),
    fields: { properties },
    ...(definition.actions && { actions: { actions: Object.fromEntries(actions) } }),
  };
}

function renamedKeys(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Renames {
  const keys = new Map(Object.entries(before).map(([key, id]) => [id, key]));
  return new Map(
    Object.entries(after).flatMap(([key, id]): [string, string][] => {
      const from = keys.get(id);
      return from === undefined || from === key ? [] : [[from, key]];
    }),
  );
}

const renamed = (code: string, { fields }: SourceRenames) => fields.get(code) ?? code;

function inWords<Words extends { filterCond?: string; sort?: string }>(words: Words, source: SourceRenames): Words {
  const inText = (text: string) => renameOptionsInText(renameInText(text, source.fields), source.options);
  return {
    ...words,
    ...(words.filterCond !== undefined && { filterCond: inText(words.filterCond) }),
    ...(words.sort !== undefined && { sort: inText(words.sort) }),
  };
}

function followedLookup<Settings extends LookupSettings>(lookup: Settings, source: SourceRenames): Settings {
  return {
    ...inWords(lookup, source),
    relatedKeyField: renamed(lookup.relatedKeyField, source),
    fieldMappings: lookup.fieldMappings.map((one) => ({ ...one, relatedField: renamed(one.relatedField, source) })),
    ...(lookup.lookupPickerFields && {
      lookupPickerFields: lookup.lookupPickerFields.map((code) => renamed(code, source)),
    }),
  };
}

function followedTable<Settings extends ReferenceTableSettings>(table: Settings, source: SourceRenames): Settings {
  return {
    ...inWords(table, source),
    condition: { ...table.condition, relatedField: renamed(table.condition.relatedField, source) },
    displayFields: table.displayFields.map((code) => renamed(code, source)),
  };
}

/** Renames as conditions of the app write them: the list of related records, a dot, the field. */
function prefixed(definition: AppDefinition, find: (related: RelatedApp) => SourceRenames | undefined) {
  const lists = Object.values(definition.fields.properties).flatMap((property) => {
    const source = find(referenceTableOf(property)?.relatedApp ?? {});
    return source ? [{ prefix: `${property.code}.`, source }] : [];
  });
  const all = <Value>(
    of: (source: SourceRenames) => ReadonlyMap<string, Value>,
    named: (prefix: string, value: Value) => Value,
  ) =>
    new Map(
      lists.flatMap(({ prefix, source }) =>
        [...of(source)].map(([code, value]): [string, Value] => [prefix + code, named(prefix, value)]),
      ),
    );
  return {
    fields: all(
      ({ fields }) => fields,
      (prefix, code) => prefix + code,
    ),
    options: all(
      ({ options }) => options,
      (_, names) => names,
    ),
  };
}

const token = /"(?:\\.|[^"\\])*"|[^\s\u3000"(),=!<>]+/gu;
const conditionKeys = new Set(["filterCond", "when"]);

function followConditions(value: unknown, { fields, options }: { fields: Renames; options: OptionRenames }): unknown {
  if (fields.size + options.size === 0) return value;
  const inText = (text: string) =>
    renameOptionsInText(
      text.replace(token, (part) => fields.get(part) ?? part),
      options,
    );
  const walk = (one: unknown, key: string): unknown => {
    if (typeof one === "string") return conditionKeys.has(key) ? inText(one) : one;
    if (Array.isArray(one)) return one.map((item) => walk(item, ""));
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([inner, item]) => [inner, walk(item, inner)]));
  };
  return walk(value, "");
}
