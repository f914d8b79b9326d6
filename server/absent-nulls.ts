import type { JsonSchema } from "../app-definitions/field-type.ts";

type Node = Readonly<Record<string, unknown>>;

/**
 * Takes parameters that are null out of an input wherever their schema knows no null: kintone takes them for absent, and its
 * former SDK sends `revision: null`. Changes `value` in place; what no schema names (values of records) stays as it is.
 */
export function dropAbsentNulls(schema: JsonSchema, value: unknown): void {
  const { properties, items } = schema as { properties?: Record<string, Node>; items?: Node };
  if (Array.isArray(value)) {
    if (items && isNested(items)) for (const item of value) dropAbsentNulls(items, item);
    return;
  }
  if (typeof value !== "object" || value === null || !properties) return;
  const input = value as Record<string, unknown>;
  for (const [name, one] of Object.entries(properties)) {
    if (!Object.hasOwn(input, name)) continue;
    if (input[name] === null && !takesNull(one)) delete input[name];
    else if (isNested(one)) dropAbsentNulls(one, input[name]);
  }
}

function isNested({ properties, items }: Node): boolean {
  return properties !== undefined || items !== undefined;
}

function takesNull({ type, enum: values, anyOf, oneOf, ...rest }: Node): boolean {
  if (Array.isArray(values)) return values.includes(null);
  if (type !== undefined) return [type].flat().includes("null");
  const branches = anyOf ?? oneOf;
  return Array.isArray(branches) ? (branches as Node[]).some(takesNull) : !("const" in rest);
}
