import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import { FieldValueError } from "../../../app-definitions/field-type.ts";
import { isComputed } from "../../../app-definitions/expressions/field-scalars.ts";
import { fieldTypes, isBuiltIn } from "../../../app-definitions/field-types/index.ts";
import { lookupSchema } from "../../../app-definitions/field-types/source-settings.ts";
import { checkSchema } from "../../schema.ts";
import type { DefinitionProblem } from "./definition-problem.ts";

/** kintone's limits. */
const limits = { fields: 500, options: 1_000, label: 128, code: 128 };

/** Letters and digits of any script, `_`, and the marks that kintone allows; no digit in front. */
const legalCode = /^[\p{L}\p{M}_＿・￥＄¥€][\p{L}\p{M}\p{N}_＿・･￥＄¥€ー～〜]*$/u;
/** Codes under which every record has something of its own. */
const ownCodes: ReadonlySet<string> = new Set(["__ID__", "__REVISION__"]);

/** Whether a field may have this code, whatever its length; the name of no field is `$id`. */
export function isLegalCode(code: string): boolean {
  return legalCode.test(code) && !ownCodes.has(code);
}

/** What is wrong with the fields of a complete definition, each by itself and among each other. */
export function checkFields(definition: AppDefinition): readonly DefinitionProblem[] {
  const top = Object.entries(definition.fields.properties);
  const all = top.flatMap(([key, field]) => [
    { key, field, path: `fields.properties.${key}`, isInner: false },
    ...Object.entries(field.fields ?? {}).map(([innerKey, inner]) => ({
      ...{ key: innerKey, field: inner, isInner: true },
      path: `fields.properties.${key}.fields.${innerKey}`,
    })),
  ]);
  // The fields that every app has from the start do not count.
  if (all.filter(({ field }) => !isBuiltIn(field.type)).length > limits.fields) {
    return [{ path: "fields.properties", message: "too-many", params: { limit: limits.fields } }];
  }
  const problems = all.flatMap(({ key, field, path, isInner }) => checkField(key, field, path, isInner));
  const seen = new Set<string>();
  for (const { field, path } of all) {
    // Codes that differ only in how their characters are composed look the same to everybody.
    const looks = field.code.normalize("NFC");
    if (seen.has(looks)) problems.push({ path: `${path}.code`, message: "code-repeated" });
    seen.add(looks);
    if (!isBuiltIn(field.type)) continue;
    const isSecond = seen.has(`type ${field.type}`);
    if (isSecond) problems.push({ path: `${path}.type`, message: "type-repeated", params: { type: field.type } });
    seen.add(`type ${field.type}`);
  }
  return problems;
}

function checkField(key: string, field: FieldProperty, path: string, isInner: boolean): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const { code, type, label } = field;
  const fieldType = fieldTypes.get(type);
  if (key !== code) problems.push({ path: `${path}.code`, message: "code-mismatch" });
  if (!isLegalCode(code) || code.length > limits.code) problems.push({ path: `${path}.code`, message: "code-illegal" });
  if (label.length > limits.label) {
    problems.push({ path: `${path}.label`, message: "too-many", params: { limit: limits.label } });
  }
  if (!fieldType) return [...problems, { path: `${path}.type`, message: "type-unknown", params: { type } }];
  if (isInner && !fieldType.isAllowedInTable) {
    problems.push({ path: `${path}.type`, message: "type-not-in-table", params: { type } });
  }
  // Inside a table kintone drops `unique` silently; a promise that is not kept is refused here.
  if (field.unique === true && (!fieldType.mayBeUnique || isInner)) {
    problems.push({ path: `${path}.unique`, message: "unique-impossible" });
  }
  // What is computed has no duplicates to forbid, on kintone neither.
  if (field.unique === true && (isComputed(field) || field["lookup"])) {
    problems.push({ path: `${path}.unique`, message: "unique-impossible" });
  }
  const settings = [
    ...checkSchema(fieldType.settings, field),
    ...(field["lookup"] ? checkSchema(lookupSchema, field) : []),
  ];
  for (const { path: place, detail } of settings) {
    problems.push({ path: [path, place].filter(Boolean).join("."), message: "setting-wrong", params: { detail } });
  }
  if (settings.length > 0) return problems;
  return [...problems, ...checkOptions(field, path), ...checkDefault(field, path)];
}

function checkOptions(field: FieldProperty, path: string): DefinitionProblem[] {
  const options = field["options"] as Record<string, { label: string; index: string }> | undefined;
  if (!options) return [];
  const entries = Object.entries(options);
  const place = `${path}.options`;
  if (entries.length > limits.options) {
    return [{ path: place, message: "too-many", params: { limit: limits.options } }];
  }
  const problems: DefinitionProblem[] = [];
  for (const [key, { label }] of entries) {
    if (key !== label) problems.push({ path: `${place}.${key}.label`, message: "option-label" });
  }
  const indexes = new Set(entries.map(([, { index }]) => index));
  if (indexes.size < entries.length) problems.push({ path: place, message: "option-index" });
  return problems;
}

/** A default that the field itself would refuse would make every new record fail. */
function checkDefault(field: FieldProperty, path: string): DefinitionProblem[] {
  const fieldType = fieldTypes.get(field.type)!;
  const { defaultValue } = field;
  const isSet =
    defaultValue !== undefined && defaultValue !== "" && !(Array.isArray(defaultValue) && defaultValue.length === 0);
  if (!isSet || fieldType.column === "principals" || fieldType.column === null) return [];
  const problem: DefinitionProblem = { path: `${path}.defaultValue`, message: "default-wrong" };
  if (checkSchema(fieldType.wireSchema(field as never), defaultValue).length > 0) return [problem];
  try {
    const value = fieldType.fromWire(defaultValue, field as never);
    return fieldType.check(value as never, field as never).length > 0 ? [problem] : [];
  } catch (error) {
    if (error instanceof FieldValueError) return [problem];
    throw error;
  }
}
