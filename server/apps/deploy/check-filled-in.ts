import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import { isComputed } from "../../../app-definitions/expressions/field-scalars.ts";
import { orderFormulas } from "../../../app-definitions/expressions/order-formulas.ts";
import { fieldTypes } from "../../../app-definitions/field-types/index.ts";
import { lookupOf, lookupTypes, referenceTableOf } from "../../../app-definitions/field-types/source-settings.ts";
import { allFields } from "./compare-definitions.ts";
import type { DefinitionProblem } from "./definition-problem.ts";

/** What is wrong with the formulas of a complete definition whose fields are sound, and with the circles among them. */
export function checkFormulas({ fields: { properties } }: AppDefinition): readonly DefinitionProblem[] {
  return orderFormulas(properties).problems.map(({ code, table, problem: { reason, word, at } }) => ({
    path: `fields.properties.${table === null ? code : `${table}.fields.${code}`}.expression`,
    message: `formula-${reason}` as const,
    params: { word, at: at + 1, label: (table === null ? properties : properties[table]!.fields!)[code]!.label },
  }));
}

/**
 * What is wrong with lookups and related records as far as their own app tells: what may be a lookup, where it may copy to,
 * and by what records are related. The other app's part is `checkSources`'s question.
 */
export function checkCopies(definition: AppDefinition): readonly DefinitionProblem[] {
  const { properties } = definition.fields;
  const known = allFields(definition);
  const tables = Object.values(properties).flatMap(({ code, fields }) =>
    fields ? [copies(fields, `fields.properties.${code}.fields`, known)] : [],
  );
  return [copies(properties, "fields.properties", known), ...tables, relations(properties)].flat();
}

/** Related records are found by a field of the app itself, outside of its tables. */
function relations(fields: Readonly<Record<string, FieldProperty>>): DefinitionProblem[] {
  return Object.values(fields).flatMap((field): DefinitionProblem[] => {
    const code = referenceTableOf(field)?.condition.field;
    if (code === undefined || Object.hasOwn(fields, code)) return [];
    const path = `fields.properties.${field.code}.referenceTable.condition.field`;
    return [{ path, message: "field-unknown", params: { code } }];
  });
}

/** A lookup fills in its neighbours: beside it in the record, or in the same row. */
function copies(
  fields: Readonly<Record<string, FieldProperty>>,
  path: string,
  known: ReadonlyMap<string, unknown>,
): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const taken = new Set<string>();
  for (const field of Object.values(fields)) {
    if (!field["lookup"]) continue;
    const lookup = lookupOf(field);
    const place = `${path}.${field.code}.lookup`;
    if (!lookup || isComputed(field) || !lookupTypes.has(field.type)) {
      problems.push({ path: place, message: "lookup-unfit" });
      continue;
    }
    lookup.fieldMappings.forEach(({ field: code }, at) => {
      const target = Object.hasOwn(fields, code) ? fields[code]! : undefined;
      const isFillable = target && !target["lookup"] && !isComputed(target) && isCopyable(target.type);
      if (!isFillable || taken.has(code)) {
        const message = known.has(code) ? "copy-target-wrong" : "field-unknown";
        problems.push({ path: `${place}.fieldMappings[${at}].field`, message, params: { code } });
      }
      taken.add(code);
    });
  }
  return problems;
}

/** Types of which a copy is a value and not a thing: no files, no tables, no consent. */
function isCopyable(type: string): boolean {
  const fieldType = fieldTypes.get(type);
  return fieldType?.isWritable === true && !["files", "subtable", "consent"].includes(fieldType.column ?? "subtable");
}
