import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import { lookupOf, referenceTableOf } from "../../../app-definitions/field-types/source-settings.ts";
import { fieldTypes } from "../../../app-definitions/field-types/index.ts";
import { withoutScripts } from "./without-scripts.ts";

/** The fields that every app has from the start (kintone adds them unasked), with kintone's Japanese names. */
const systemFields = {
  RECORD_NUMBER: "レコード番号",
  CREATOR: "作成者",
  CREATED_TIME: "作成日時",
  MODIFIER: "更新者",
  UPDATED_TIME: "更新日時",
} as const;

/** Beside them, while the process or the categories are switched on. */
const processFields = { STATUS: "ステータス", STATUS_ASSIGNEE: "作業者" } as const;
const categoryField = { CATEGORY: "カテゴリー" } as const;

/**
 * The definition as it is deployed and answered: with the system fields that it left out and every setting that has a
 * default, and without scripts. The order of the fields stays; a type that nobody knows stays as it is, for `checkDefinition` to name.
 */
export function completeDefinition(definition: AppDefinition): AppDefinition {
  const given = definition.fields.properties;
  const types = new Set(Object.values(given).map(({ type }) => type));
  const system: Record<string, string> = {
    ...systemFields,
    ...(definition.process.enable && processFields),
    ...(definition.categories?.enable && categoryField),
  };
  const missing = Object.entries(system).filter(([type, code]) => !types.has(type) && !given[code]);
  const properties = {
    ...given,
    ...Object.fromEntries(missing.map(([type, code]) => [code, { type, code, label: code, noLabel: false }])),
  };
  return withoutScripts({ ...definition, fields: { properties: completeAll(properties) } });
}

function completeAll(properties: Record<string, FieldProperty>): Record<string, FieldProperty> {
  return Object.fromEntries(Object.entries(properties).map(([code, property]) => [code, complete(property)]));
}

function complete(property: FieldProperty): FieldProperty {
  const lookup = lookupOf(property);
  // A lookup has none of its base type's settings, as on kintone.
  if (lookup) return { noLabel: false, required: false, ...property, lookup };
  const settingDefaults = fieldTypes.get(property.type)?.settingDefaults ?? {};
  const referenceTable = referenceTableOf(property);
  const completed = {
    ...{ noLabel: false, ...settingDefaults, ...property },
    ...(referenceTable && { referenceTable }),
    ...(property.type === "RADIO_BUTTON" && { defaultValue: property["defaultValue"] || firstOption(property) }),
  };
  return property.fields ? { ...completed, fields: completeAll(property.fields) } : completed;
}

/** One button is always down, so kintone takes the first where none was chosen. The options are not checked yet. */
function firstOption({ options }: FieldProperty): string {
  const entries = Object.entries((options ?? {}) as Readonly<Record<string, { index?: unknown } | null>>);
  return entries.sort(([, a], [, b]) => Number(a?.index) - Number(b?.index))[0]?.[0] ?? "";
}
