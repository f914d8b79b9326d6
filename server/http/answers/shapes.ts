import type { JsonSchema } from "../../../app-definitions/field-type.ts";

/** The smallest words of answers: kintone's API says numbers as text and means "nothing" by null or by an empty text. */
export const text: JsonSchema = { type: "string" };
export const textOrNull: JsonSchema = { type: ["string", "null"] };
export const flag: JsonSchema = { type: "boolean" };
/** A whole number as text; -1 and "" never occur. */
export const digits: JsonSchema = { type: "string", pattern: "^\\d+$" };
/** A number as text, or "" for none. */
export const decimalOrEmpty: JsonSchema = { type: "string", pattern: "^(-?\\d+(\\.\\d+)?)?$" };
export const instant: JsonSchema = { type: "string", format: "date-time" };

export const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });
export const map = (values: JsonSchema): JsonSchema => ({ type: "object", additionalProperties: values });
export const oneOf = (...values: readonly string[]): JsonSchema => ({ enum: values });
export const anyOf = (...schemas: readonly JsonSchema[]): JsonSchema => ({ anyOf: schemas });
export const orNull = (schema: JsonSchema): JsonSchema => anyOf(schema, { type: "null" });

/** An object with all of these keys, perhaps with `optional` ones, and with no others. */
export function object(required: Readonly<Record<string, JsonSchema>>, optional: Record<string, JsonSchema> = {}) {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** What a write without news answers. */
export const nothing = object({});
/** A person, an organisation or a group by code and name. */
export const named = object({ code: text, name: text });
/** Somebody or several by type and code; "creator" has no code. */
export const entity = object({
  type: oneOf("USER", "GROUP", "ORGANIZATION", "FIELD_ENTITY", "CREATOR", "CUSTOM_FIELD"),
  code: textOrNull,
});
export const withSubs = { entity, includeSubs: flag };
export const revision = { revision: digits };

/** Answers by method and path: `GET /k/v1/record.json`. */
export type Answers = Readonly<Record<string, JsonSchema>>;
