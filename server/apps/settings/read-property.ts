import { compareDecimals, normalizeDecimal } from "../../../app-definitions/field-types/decimal.ts";
import type { FieldProperty } from "../../../app-definitions/definition.ts";
import type { AnyFieldType, JsonSchema } from "../../../app-definitions/field-type.ts";
import { fieldTypes } from "../../../app-definitions/field-types/index.ts";
import { lookupSchema, lookupTypes } from "../../../app-definitions/field-types/source-settings.ts";
import { Failure, type Problems } from "../../errors.ts";
import { checkSchema } from "../../schema.ts";
import { isLegalCode } from "../deploy/check-fields.ts";
import { definitionMessages } from "../deploy/definition-problem.ts";
import { invalid } from "./named-parts.ts";

/** A field as a request sends it. */
export type Given = Record<string, unknown> & { fields?: Record<string, Given> };
export type Options = Record<string, { label: string; index: string }>;

const commonKeys = ["type", "code", "label", "noLabel", "required", "unique"];
const flags: JsonSchema = {
  type: "object",
  properties: {
    ...{ type: { type: "string" }, code: { type: "string", minLength: 1, maxLength: 128 } },
    label: { type: "string", minLength: 1, maxLength: 128 },
    ...{ noLabel: { type: "boolean" }, required: { type: "boolean" }, unique: { type: "boolean" } },
  },
};
/** What stands in the layout alone. */
const layoutOnly = new Set(["LABEL", "HR", "SPACER"]);

/**
 * One field as sent: numbers become text, unknown settings go, and what kintone drops silently is dropped.
 *
 * @param path - kintone's error key of the field
 * @throws Failure input/invalid
 */
export function readProperty(key: string, given: Given, path: string, isInner = false): FieldProperty {
  const fieldType = requireType(given["type"], path, isInner);
  const { type } = fieldType;
  const isLookup = lookupTypes.has(type) && typeof given["lookup"] === "object" && given["lookup"] !== null;
  const schema = isLookup ? lookupSchema : fieldType.settings;
  const known = new Set([
    ...commonKeys,
    ...(type === "SUBTABLE" ? ["fields"] : []),
    ...Object.keys((schema as { properties?: object }).properties ?? {}),
    ...(isLookup ? [] : Object.keys(fieldType.settingDefaults)),
  ]);
  const property: Given = { code: key, label: type === "SUBTABLE" ? key : undefined };
  for (const [name, value] of Object.entries(given)) {
    if (known.has(name) && value !== null && value !== undefined) property[name] = value;
  }
  if (property["label"] === undefined) throw invalid(`${path}.label`, "required-parameter");
  if (property["code"] !== key) throw invalid(`${path}.code`, "definition", definitionMessages["code-mismatch"]);
  if (!isLegalCode(key)) throw invalid(`${path}.code`, "definition", definitionMessages["code-illegal"]);
  if (property["defaultNowValue"] === true || property["defaultNowValue"] === "true") property["defaultValue"] = "";
  if (!fieldType.mayBeUnique || isInner || isLookup) delete property["unique"];
  if (type === "RADIO_BUTTON" && !property["defaultValue"]) property["defaultValue"] = firstOption(property["options"]);
  if (property.fields) {
    const inner = Object.entries(property.fields);
    property.fields = Object.fromEntries(
      inner.map(([code, one]) => [code, readProperty(code, one, `${path}.fields[${code}]`, true)]),
    ) as Record<string, Given>;
  }
  const problems = [...checkSchema(flags, property, "body"), ...checkSchema(schema, property, "body")];
  if (problems.length > 0) {
    const byPath: Record<string, Problems[string]> = {};
    for (const { path: place, segments, problem } of problems) {
      const [setting, option, ...rest] = segments;
      const isOption = setting === "options" && option !== undefined;
      const at = `${path}.${isOption ? [`options[${option}]`, ...rest].join(".") : place}`;
      const said = byPath[at] ?? [];
      if (!said.some(({ message }) => message === problem.message)) byPath[at] = [...said, problem];
    }
    throw new Failure("input/invalid", {}, byPath);
  }
  requireRange(property, path);
  requirePrincipals(property, type, path);
  return property as unknown as FieldProperty;
}

/**
 * The type of a field that requests may make or change.
 *
 * @throws Failure input/invalid for none, an unknown one, and one that stands only in layouts or outside of tables
 */
export function requireType(given: unknown, path: string, isInner: boolean): AnyFieldType {
  if (given === undefined || given === null || given === "") throw invalid(`${path}.type`, "required-parameter");
  const type = String(given);
  const fieldType = fieldTypes.get(type);
  if (!fieldType || layoutOnly.has(type) || (isInner && !fieldType.isAllowedInTable))
    throw invalid(`${path}.type`, "not-enum");
  return fieldType;
}

/** The refusal of a code that another field has. */
export function codeTaken(path: string): Failure {
  return invalid(`${path}.code`, "definition", definitionMessages["code-repeated"]);
}

/** Between bounds in the wrong order no value could ever be. */
function requireRange(property: Given, path: string): void {
  for (const [least, most] of [
    ["minLength", "maxLength"],
    ["minValue", "maxValue"],
  ] as const) {
    const [from, to] = [property[least], property[most]];
    if (typeof from !== "string" || typeof to !== "string" || from === "" || to === "") continue;
    if (compareDecimals(normalizeDecimal(from) ?? "0", normalizeDecimal(to) ?? "0") > 0)
      throw invalid(`${path}.${most}`, "below-min", { limit: from });
  }
}

/** Whom a field may name, and what may stand for somebody in its default. */
const principals: Readonly<Record<string, { types: readonly string[]; functions: readonly string[] }>> = {
  USER_SELECT: { types: ["USER", "GROUP", "ORGANIZATION"], functions: ["LOGINUSER()"] },
  ORGANIZATION_SELECT: { types: ["ORGANIZATION"], functions: ["PRIMARY_ORGANIZATION()"] },
  GROUP_SELECT: { types: ["GROUP"], functions: [] },
};

function requirePrincipals(property: Given, type: string, path: string): void {
  const allowed = Object.hasOwn(principals, type) ? principals[type]! : undefined;
  if (!allowed) return;
  for (const key of ["entities", "defaultValue"] as const) {
    const named = (property[key] ?? []) as readonly { type: string; code: string }[];
    named.forEach((one, at) => {
      const isFunction = one.type === "FUNCTION" && key === "defaultValue" && allowed.functions.length > 0;
      if (!isFunction && !allowed.types.includes(one.type)) throw invalid(`${path}.${key}[${at}].type`, "not-enum");
      if (isFunction && !allowed.functions.includes(one.code)) throw invalid(`${path}.${key}[${at}].code`, "not-enum");
    });
  }
}

function firstOption(options: unknown): string {
  const all = Object.entries((options ?? {}) as Options).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
  return all[0]?.[0] ?? "";
}
