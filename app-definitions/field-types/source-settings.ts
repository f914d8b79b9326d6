import type { FieldProperty } from "../definition.ts";
import type { JsonSchema } from "../field-type.ts";
import { words } from "./setting-schemas.ts";

/** Another app, by code (which wins, and works in files) or by id (as kintone writes it). */
export interface RelatedApp {
  app?: string;
  code?: string;
}

/** The setting `lookup` of a text, number or link that fetches its neighbours from a record of another app. */
export interface LookupSettings {
  relatedApp: RelatedApp;
  relatedKeyField: string;
  /** `field` here takes `relatedField` of the found record. */
  fieldMappings: readonly { field: string; relatedField: string }[];
  lookupPickerFields?: readonly string[];
  filterCond?: string;
  sort?: string;
}

/** The setting `referenceTable`: records of another app whose `relatedField` equals this record's `field`. */
export interface ReferenceTableSettings {
  relatedApp: RelatedApp;
  condition: { field: string; relatedField: string };
  filterCond?: string;
  displayFields: readonly string[];
  sort?: string;
  size?: string;
}

const relatedApp = { type: "object", properties: { app: words, code: words } };
const codes = { type: "array", items: words, maxItems: 500 };

/** Types that may have the setting `lookup`. */
export const lookupTypes: ReadonlySet<string> = new Set(["SINGLE_LINE_TEXT", "NUMBER", "LINK"]);

/** Schema of a field's settings while it is a lookup. */
export const lookupSchema: JsonSchema = {
  type: "object",
  properties: {
    lookup: {
      type: "object",
      properties: {
        relatedApp,
        relatedKeyField: { ...words, minLength: 1 },
        fieldMappings: {
          type: "array",
          maxItems: 500,
          items: {
            type: "object",
            properties: { field: words, relatedField: words },
            required: ["field", "relatedField"],
          },
        },
        lookupPickerFields: codes,
        filterCond: words,
        sort: words,
      },
      required: ["relatedApp", "relatedKeyField", "fieldMappings"],
    },
  },
};

/** Schema of the setting `referenceTable`. */
export const referenceTableSchema: JsonSchema = {
  type: "object",
  properties: {
    relatedApp,
    condition: {
      type: "object",
      properties: { field: words, relatedField: words },
      required: ["field", "relatedField"],
    },
    filterCond: words,
    displayFields: { ...codes, minItems: 1 },
    sort: words,
    size: { type: "string", enum: ["1", "3", "5", "10", "20", "30", "40", "50"] },
  },
  required: ["relatedApp", "condition", "displayFields"],
};

const commonDefaults = { filterCond: "", sort: "レコード番号 desc" };

/** The lookup of a field, with defaults for what was not set; undefined when it has none. */
export function lookupOf(property: FieldProperty): Required<LookupSettings> | undefined {
  const given = property["lookup"] as LookupSettings | null | undefined;
  if (!given || !lookupTypes.has(property.type)) return undefined;
  return { ...commonDefaults, lookupPickerFields: [], ...given };
}

/** The related records of a field, with defaults for what was not set. */
export function referenceTableOf(property: FieldProperty): Required<ReferenceTableSettings> | undefined {
  const given = property["referenceTable"] as ReferenceTableSettings | null | undefined;
  return given && property.type === "REFERENCE_TABLE" ? { ...commonDefaults, size: "5", ...given } : undefined;
}

/** Codes of the fields that lookups among these fill in, so that nobody else does. */
export function copiedCodes(fields: Readonly<Record<string, FieldProperty>>): ReadonlySet<string> {
  const mappings = Object.values(fields).flatMap((field) => lookupOf(field)?.fieldMappings ?? []);
  return new Set(mappings.map(({ field }) => field));
}
