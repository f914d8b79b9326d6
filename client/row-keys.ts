import { uniqueId } from "./unique-id.ts";

const keys = new WeakMap<object, string>();

/** A name for a row of a table that survives editing, so that its controls keep the focus when rows move. */
export function keyOf(row: { id?: string; value: unknown }): string {
  const known = row.id ?? keys.get(row);
  if (known) return known;
  const key = uniqueId("row");
  keys.set(row, key);
  return key;
}

/** Makes `next` the same row as `row` was. */
export function carryKey<Row extends { id?: string; value: unknown }>(row: Row, next: Row): Row {
  if (!row.id) keys.set(next, keyOf(row));
  return next;
}
