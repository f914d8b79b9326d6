import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import { isBuiltIn } from "../../../app-definitions/field-types/index.ts";
import { lookupOf } from "../../../app-definitions/field-types/source-settings.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { changeDraft, type SettingsInput } from "../drafts/draft.ts";
import { allFields } from "../deploy/compare-definitions.ts";
import type { Origins } from "../deploy/plan-deploy.ts";
import { isSleeper, withSleepingFields } from "./answers.ts";
import { layoutWithout, rowOf, withCells } from "./form-layout.ts";
import { requireNotLookedUp } from "./looked-up.ts";
import { invalid, repeated } from "./named-parts.ts";
import { codeTaken, readProperty, requireType, type Given, type Options } from "./read-property.ts";
import { resolveOutside } from "./related-apps.ts";
import { renameOptions, renameReferences } from "./rename-codes.ts";

/**
 * Adds fields to the draft, each in a row of its own at the end of the form.
 *
 * @throws Failure input/invalid for a code that is taken, a type that does not exist or a wrong setting
 */
export async function addFields(
  context: Context,
  input: SettingsInput & { properties: Record<string, Given> },
): Promise<{ revision: string }> {
  const { revision } = await changeDraft(context, input, "fields", ({ app, definition, origins }, mayName) => {
    const taken = codesTaken(definition);
    const added = readAll(input.properties, (key, given) => {
      const path = `properties[${key}]`;
      if (given["code"] === undefined) throw invalid(`${path}.code`, "required-parameter");
      if (taken.has(key)) throw codeTaken(path);
      const property = readProperty(key, given, path);
      if (isBuiltIn(property.type)) throw invalid(`${path}.type`, "not-enum");
      return resolveOutside({ ...context, mayName }, app, property, path);
    });
    const rows = Object.values(added).map(rowOf);
    return {
      definition: {
        ...definition,
        fields: { properties: { ...definition.fields.properties, ...added } },
        layout: { layout: [...definition.layout.layout, ...rows] },
      },
      origins,
    };
  });
  return { revision };
}

/** What `read` makes of each field. Wrong settings of several are told together; they come before what does not exist. */
function readAll(
  given: Readonly<Record<string, Given>>,
  read: (key: string, one: Given) => FieldProperty,
): Record<string, FieldProperty> {
  const properties: Record<string, FieldProperty> = {};
  const wrong: Failure[] = [];
  const others: unknown[] = [];
  for (const [key, one] of Object.entries(given)) {
    try {
      properties[key] = read(key, one);
    } catch (error) {
      if (error instanceof Failure && error.kind === "input/invalid") wrong.push(error);
      else others.push(error);
    }
  }
  if (wrong.length > 0)
    throw new Failure("input/invalid", {}, Object.assign({}, ...wrong.map(({ problems }) => problems)));
  if (others.length > 0) throw others[0];
  return properties;
}

/**
 * Changes fields of the draft; what is not sent stays. A new `code` renames the field, and everything that names it
 * follows; `options` is the complete new set, keyed by the present names.
 *
 * @throws Failure field/unknown (GAIA_FC01); input/invalid
 */
export async function updateFields(
  context: Context,
  input: SettingsInput & { properties: Record<string, Given> },
): Promise<{ revision: string }> {
  const { revision } = await changeDraft(context, input, "fields", ({ app, definition, origins }, mayName) => {
    const change = {
      resolve: (property: FieldProperty, path: string) => resolveOutside({ ...context, mayName }, app, property, path),
      renames: new Map<string, string>(),
      options: new Map<string, ReadonlyMap<string, string>>(),
      origins: structuredClone(origins),
      added: new Set<string>(),
    };
    const sent = withoutSleepers(input.properties, definition.fields.properties);
    const properties = mergeAll(definition.fields.properties, sent, "properties", change);
    const codes = [...codesTaken(definition), ...change.added].map((code) => change.renames.get(code) ?? code);
    const twice = codes.find((code, at) => codes.indexOf(code) < at);
    if (twice !== undefined) throw codeTaken(`properties[${twice}]`);
    const referring = renameReferences(definition, change.renames);
    const renamed = rename({ ...definition.fields.properties, ...properties }, change.renames);
    const expressions = rename(referring.fields.properties, change.renames);
    const withFormulas = followFormulas(renamed, expressions, sent, change.renames);
    const next: AppDefinition = {
      ...referring,
      fields: { properties: withFormulas },
      layout: { layout: withCells(referring.layout.layout, withFormulas, change.added) },
    };
    return { definition: renameOptions(next, change.options), origins: renamedOrigins(change.origins, change.renames) };
  });
  return { revision };
}

/**
 * Takes fields out of the draft: off the form, the lists and the rights on fields. Conditions that still name them show at
 * the deploy, because dropping a condition could open what it kept shut. The data stays parked and comes back with the field.
 *
 * @throws Failure field/unknown (GAIA_FC01); field/looked-up (GAIA_LO02) while another live app's lookup needs one
 */
export async function deleteFields(
  context: Context,
  input: SettingsInput & { fields: readonly string[] },
): Promise<{ revision: string }> {
  const { revision } = await changeDraft(context, input, "fields", ({ app, definition, origins }) => {
    const known = allFields(definition);
    const isRemovable = (code: string) => known.has(code) && !isBuiltIn(known.get(code)!.type);
    const unknown = input.fields.find((code) => !isRemovable(code));
    if (unknown !== undefined) throw new Failure("field/unknown", { code: unknown });
    requireNotLookedUp(context, app, input.fields);
    const gone = new Set(input.fields.flatMap((code) => [code, ...Object.keys(known.get(code)!.fields ?? {})]));
    const keep = (codes: readonly string[] | undefined) => codes?.filter((code) => !gone.has(code));
    const left = Object.entries(definition.fields.properties)
      .filter(([code]) => !gone.has(code))
      .map(([code, property]): [string, FieldProperty] => [
        code,
        property.fields ? { ...property, fields: without(property.fields, gone) } : property,
      ]);
    const { views, fieldAcl, tabs, indexes, settings } = definition;
    const isTitle = gone.has(settings.titleField?.code ?? "");
    return {
      definition: {
        ...definition,
        fields: { properties: Object.fromEntries(left) },
        settings: isTitle ? { ...settings, titleField: { selectionMode: "AUTO" } } : settings,
        layout: { layout: layoutWithout(definition.layout.layout, gone) },
        views: {
          views: Object.fromEntries(
            Object.entries(views.views).map(([name, view]) => [
              name,
              view.fields ? { ...view, fields: keep(view.fields)! } : view,
            ]),
          ),
        },
        fieldAcl: { rights: fieldAcl.rights.filter(({ code }) => !gone.has(code)) },
        ...(tabs && { tabs: tabs.map((tab) => ({ ...tab, fields: keep(tab.fields)! })) }),
        ...(indexes && { indexes: keep(indexes)! }),
      },
      origins: { fields: without(origins.fields, gone), options: without(origins.options, gone) },
    };
  });
  return { revision };
}

/** The codes of all fields, of those too that sleep while their function is off. */
function codesTaken(definition: AppDefinition): Set<string> {
  return new Set([
    ...allFields(definition).keys(),
    ...Object.keys(withSleepingFields(definition.fields.properties, definition)),
  ]);
}

/** Answers list fields that sleep while process management is off; whoever sends an answer back changes nothing by them. */
function withoutSleepers(given: Record<string, Given>, present: Record<string, FieldProperty>): Record<string, Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([code, { type }]) => Object.hasOwn(present, code) || !isSleeper(type)),
  );
}

interface Change {
  readonly renames: Map<string, string>;
  readonly options: Map<string, ReadonlyMap<string, string>>;
  /** Changed in place, keyed by the old codes until all fields are read. */
  readonly origins: Origins;
  /** Codes of fields that a table gains. */
  readonly added: Set<string>;
  readonly resolve: (property: FieldProperty, path: string) => FieldProperty;
}

function mergeAll(
  present: Record<string, FieldProperty>,
  given: Record<string, Given>,
  path: string,
  change: Change,
): Record<string, FieldProperty> {
  return Object.fromEntries(
    Object.entries(given).map(([code, one]) => {
      const place = `${path}[${code}]`;
      const before = present[code];
      const isInner = path !== "properties";
      if (before) return [code, mergeProperty(before, one, place, change, isInner)];
      if (one["type"] !== undefined) requireType(one["type"], place, isInner);
      // A table gains a field by a change of the table.
      if (!isInner || one["type"] === undefined) throw new Failure("field/unknown", { code });
      change.added.add(code);
      return [code, change.resolve(readProperty(code, one, place, true), place)];
    }),
  );
}

function mergeProperty(
  before: FieldProperty,
  given: Given,
  path: string,
  change: Change,
  isInner: boolean,
): FieldProperty {
  const { code: newCode, fields, options, ...settings } = given;
  if (settings["type"] === undefined) throw invalid(`${path}.type`, "required-parameter");
  if (settings["type"] !== before.type) throw invalid(`${path}.type`, "not-enum");
  const code = typeof newCode === "string" && newCode !== "" ? newCode : before.code;
  if (code !== before.code) change.renames.set(before.code, code);
  const merged: Given = { ...before, ...settings, code } as Given;
  if (settings["referenceTable"] !== undefined)
    merged["referenceTable"] = mergedReference(before, settings["referenceTable"]);
  if (settings["lookup"] !== undefined) merged["lookup"] = mergedLookup(before, settings["lookup"], path);
  if (options !== undefined) {
    merged["options"] = mergedOptions(before, options, path, change);
    const renamed = change.options.get(code);
    const isSent = settings["defaultValue"] !== undefined;
    merged["defaultValue"] = isSent
      ? sentDefault(merged, renamed)
      : followedDefault(before["defaultValue"], merged, renamed);
  }
  const inner = fields && before.fields ? mergeAll(before.fields, fields, `${path}.fields`, change) : {};
  const { fields: _, ...own } = merged;
  if (!before.fields) return change.resolve(readProperty(code, own, path, isInner), path);
  const property = readProperty(code, { ...own, fields: before.fields as Record<string, Given> }, path);
  return { ...property, fields: rename({ ...before.fields, ...inner }, change.renames) };
}

/** Naming the other app anew resets the rest of a list of related records, as on kintone. */
function mergedReference(before: FieldProperty, given: unknown): unknown {
  const isReset = typeof given === "object" && given !== null && "relatedApp" in given;
  return isReset ? given : { ...(before["referenceTable"] as object), ...(given as object) };
}

/** A lookup keeps its app, and a field that is none does not become one. */
function mergedLookup(before: FieldProperty, given: unknown, path: string): unknown {
  const present = lookupOf(before);
  if (!present) throw invalid(`${path}.lookup`, "wrong-shape");
  return { ...present, ...(given as object), relatedApp: present.relatedApp };
}

function mergedOptions(before: FieldProperty, given: unknown, path: string, change: Change): Options {
  const present = (before["options"] ?? {}) as Options;
  const origins = change.origins.options[before.code] ?? {};
  const renamed = new Map<string, string>();
  const next: Options = {};
  const nextOrigins: Record<string, string> = {};
  for (const [key, option] of Object.entries(given as Record<string, { label?: unknown; index?: unknown }>)) {
    const label = option.label === undefined ? key : String(option.label);
    const place = `${path}.options[${key}]`;
    if (option.index === undefined) throw invalid(`${place}.index`, "required-parameter");
    const isPresent = Object.hasOwn(present, key);
    if (!isPresent && label !== key) throw invalid(`${place}.label`, "not-enum");
    if (Object.hasOwn(next, label)) throw repeated(`${place}.label`, label);
    next[label] = { label, index: String(option.index) };
    if (!isPresent) continue;
    if (Object.hasOwn(origins, key)) nextOrigins[label] = origins[key]!;
    if (label !== key) renamed.set(key, label);
  }
  change.origins.options[before.code] = nextOrigins;
  if (renamed.size > 0) change.options.set(change.renames.get(before.code) ?? before.code, renamed);
  return next;
}

type OptionNames = ReadonlyMap<string, string> | undefined;

/** A default that was not sent follows its options to their new names, and goes with those that go. */
function followedDefault(present: unknown, merged: Given, renamed: OptionNames): unknown {
  const nameOf = (option: string) => renamed?.get(option) ?? option;
  const isLeft = (option: string) => Object.hasOwn(merged["options"] as Options, option);
  if (Array.isArray(present)) return (present as string[]).map(nameOf).filter(isLeft);
  return typeof present === "string" && isLeft(nameOf(present)) ? nameOf(present) : "";
}

/** A default that was sent may name its options as they are now or as they will be. */
function sentDefault({ defaultValue, options }: Given, renamed: OptionNames): unknown {
  const nameOf = (option: unknown) =>
    Object.hasOwn(options as Options, String(option)) ? option : (renamed?.get(String(option)) ?? option);
  return Array.isArray(defaultValue) ? defaultValue.map(nameOf) : nameOf(defaultValue);
}

function rename<Value>(values: Record<string, Value>, renames: ReadonlyMap<string, string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([code, value]) => [renames.get(code) ?? code, value]));
}

/** Formulas and mappings that were not sent follow the renames; those that were sent use the new codes already. */
function followFormulas(
  renamed: Record<string, FieldProperty>,
  following: Record<string, FieldProperty>,
  given: Record<string, Given>,
  renames: ReadonlyMap<string, string>,
): Record<string, FieldProperty> {
  const sent = rename(given, renames);
  return Object.fromEntries(
    Object.entries(renamed).map(([code, property]) => {
      const other = following[code];
      const kept = Object.fromEntries(
        ["expression", "lookup", "referenceTable"].flatMap((key) =>
          other?.[key] !== undefined && sent[code]?.[key] === undefined ? [[key, other[key]]] : [],
        ),
      );
      const fields =
        property.fields && other?.fields
          ? followFormulas(property.fields, rename(other.fields, renames), sent[code]?.fields ?? {}, renames)
          : undefined;
      return [code, { ...property, ...kept, ...(fields && { fields }) }];
    }),
  );
}

function renamedOrigins({ fields, options }: Origins, renames: ReadonlyMap<string, string>): Origins {
  return { fields: rename(fields, renames), options: rename(options, renames) };
}

function without<Value>(values: Record<string, Value>, gone: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([code]) => !gone.has(code)));
}
