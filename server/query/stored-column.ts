import type { DeployedField } from "../apps/deployed-app.ts";
import { columnTypes, kindOf } from "./column-kinds.ts";
import type { Stored } from "./condition.ts";

/**
 * A typed SQL expression of a field's value in the record table under `alias`: its column, or its place in `ext`, where
 * the fields beyond the 400th live. The only place that knows the difference when reading.
 */
export function storedColumn(field: DeployedField, alias = "r"): string {
  if (field.whenEmpty !== undefined) return `coalesce(${alias}.${field.column}, ${field.whenEmpty}::smallint)`;
  if (!field.isInExt) return `${alias}.${field.column}`;
  const kind = kindOf(field);
  const isJson = columnTypes[kind] === "jsonb";
  return isJson ? `(${alias}.ext->'${field.column}')` : `((${alias}.ext->>'${field.column}')::${columnTypes[kind]})`;
}

/**
 * What "no duplicates" compares: stored values are canonical, so inside `ext` their text is compared, which an index can
 * hold (PostgreSQL does not index casts from text to dates).
 *
 * @param type - of the other side of the comparison
 */
export function uniqueColumn(field: DeployedField, alias: string | null): { expression: string; type: string } {
  const prefix = alias === null ? "" : `${alias}.`;
  if (field.isInExt) return { expression: `(${prefix}ext->>'${field.column}')`, type: "text" };
  return { expression: `${prefix}${field.column}`, type: columnTypes[kindOf(field)] };
}

/** A stored value as it lies in `ext`: lists of ids in PostgreSQL's own text form, so that one cast reads them. */
export function inExt(stored: Stored): Stored {
  const isIds = Array.isArray(stored) && stored.every((one) => typeof one === "number");
  return isIds ? `{${stored.join(",")}}` : stored;
}
