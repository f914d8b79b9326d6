import type { JsonSchema } from "../field-type.ts";

/** Fragments of settings schemas that several field types share; kintone writes numbers as strings, "" when unset. */
export const flag = { type: "boolean" };
export const words = { type: "string" };
export const count = { type: "string", pattern: "^[0-9]{0,6}$", minimum: 0 };
/** Decimals that are shown. */
export const scale = { type: "string", pattern: "^([0-9]|10)?$", minimum: 0, maximum: 10 };
export const bound = { type: "string", maxLength: 1000, pattern: "^([+-]?[0-9]+([.][0-9]+)?)?$" };

/** The options of a choice, by name. `renamedFrom` is beyond kintone: records follow an option to its new name. */
export const options = {
  type: "object",
  minProperties: 1,
  propertyNames: { minLength: 1, maxLength: 128 },
  additionalProperties: {
    type: "object",
    properties: { label: words, index: { type: "string", pattern: "^[0-9]+$" }, renamedFrom: words },
    required: ["label", "index"],
    additionalProperties: false,
  },
};

/** People, groups or organisations as settings name them. */
export const entities = {
  type: "array",
  items: {
    type: "object",
    properties: {
      type: { enum: ["USER", "GROUP", "ORGANIZATION", "FUNCTION"] },
      code: { type: "string", minLength: 1 },
    },
    required: ["type", "code"],
  },
};

/** Schema of an object with these settings; further keys (index, translations …) may stand beside them. */
export function settingsSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  return { type: "object", properties, required };
}
