import type { FieldProperty } from "../../../app-definitions/definition.ts";
import type { JsonSchema } from "../../../app-definitions/field-type.ts";
import { fieldTypes } from "../../../app-definitions/field-types/index.ts";
import { lookupSchema, lookupTypes } from "../../../app-definitions/field-types/source-settings.ts";
import { Failure, type Problems } from "../../errors.ts";
import { checkSchema } from "../../schema.ts";
import { definitionMessages } from "../deploy/definition-problem.ts";
import { invalid } from "./named-parts.ts";

/** A field as a request sends it. */
export type Given = Record<string, unknown> & { fields?: Record<string, Given> };
export type Options = Record<string, { label: string; index: string }>;

const commonKeys = ["type", "code", "label", "noLabel", "required", "unique", "fields"];
const flags: JsonSchema = {
  type: "object",
  properties: {
    ...{ type: { type: "string" }, code: { type: "string", minLength: 1, maxLength: 128 } },
    label: { type: "string", maxLength: 128 },
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
  const type = String(given["type"] ?? "");
  const fieldType = fieldTypes.get(type);
  if (given["type"] === undefined) throw invalid(`${path}.type`, "required-parameter");
  if (!fieldType || layoutOnly.has(type) || (isInner && !fieldType.isAllowedInTable))
    throw invalid(`${path}.type`, "not-enum");
  const isLookup = lookupTypes.has(type) && typeof given["lookup"] === "object" && given["lookup"] !== null;
  const schema = isLookup ? lookupSchema : fieldType.settings;
  const known = new Set([
    ...commonKeys,
    ...Object.keys((schema as { properties?: object }).properties ?? {}),
    ...(isLookup ? [] : Object.keys(fieldType.settingDefaults)),
  ]);
  const property: Given = { code: key, label: type === "SUBTABLE" ? key : undefined };
  for (const [name, value] of Object.entries(given)) {
    if (known.has(name) && value !== null && value !== undefined) property[name] = value;
  }
  if (property["label"] === undefined) throw invalid(`${path}.label`, "required-parameter");
  if (property["code"] !== key) throw invalid(`${path}.code`, "not-enum");
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
    const byPath: Problems = Object.fromEntries(
      problems.map((one) => [`${path}.${one.path.replace(/^options\.([^.]+)/, "options[$1]")}`, [one.problem]]),
    );
    throw new Failure("input/invalid", {}, byPath);
  }
  return property as unknown as FieldProperty;
}

/** The refusal of a code that another field has. */
export function codeTaken(path: string): Failure {
  return invalid(`${path}.code`, "definition", definitionMessages["code-repeated"]);
}

function firstOption(options: unknown): string {
  const all = Object.entries((options ?? {}) as Options).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
  return all[0]?.[0] ?? "";
}
