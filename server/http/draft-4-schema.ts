import type { JsonSchema } from "../../app-definitions/field-type.ts";

/** Keywords that came after draft 4; without them a schema allows more and refuses nothing that is right. */
const later = new Set(["if", "then", "else", "propertyNames", "contains"]);

/** Parameters that hold a query. */
const queries = new Set(["query", "filterCond"]);

/**
 * The schema as kintone writes its own: JSON Schema draft 4, where numbers and booleans are text with a format, because both
 * may be sent as text.
 *
 * @see kintone.md section 2.4, "apis/NAME"
 */
export function toDraft4(schema: JsonSchema): JsonSchema {
  const { const: only, type, ...rest } = schema as Record<string, unknown>;
  const plain = Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]) => (later.has(key) ? [] : [[key, convert(key, value)]])),
  );
  if (only !== undefined) return { ...plain, enum: [only] };
  if (type === "boolean") return { ...plain, type: "string", format: "boolean" };
  if (type === "integer" || type === "number") {
    const { minimum: _, maximum: __, ...unbounded } = plain;
    return { ...unbounded, type: "string", format: type === "integer" ? "long" : "number" };
  }
  if (type === "array" || type === "object" || type === undefined) return type ? { ...plain, type } : plain;
  return isId(plain["pattern"]) ? { ...withoutPattern(plain), type, format: "long" } : { ...plain, type };
}

function convert(key: string, value: unknown): unknown {
  if (key === "properties") {
    return Object.fromEntries(
      Object.entries(value as Record<string, JsonSchema>).map(([name, one]) => [
        name,
        queries.has(name) ? { ...toDraft4(one), format: "query" } : toDraft4(one),
      ]),
    );
  }
  if (key === "anyOf" || key === "oneOf" || key === "allOf") return (value as JsonSchema[]).map(toDraft4);
  const isSchema = key === "items" || key === "additionalProperties" || key === "not";
  return isSchema && typeof value === "object" && value !== null ? toDraft4(value as JsonSchema) : value;
}

function isId(pattern: unknown): boolean {
  return typeof pattern === "string" && /^\^(0\*\[1-9\]|\(-1\|)?\[0-9\]\{[01],\d+\}\)?\$$/.test(pattern);
}

function withoutPattern({ pattern: _, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest;
}
