import { compareDecimals } from "../../app-definitions/field-types/decimal.ts";
import type { ColumnKind } from "../../app-definitions/field-type.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import type { Stored } from "./condition.ts";

/** The PostgreSQL type of each column kind, for DDL and casts. */
export const columnTypes: Readonly<Record<ColumnKind, string>> = {
  text: "text",
  numeric: "numeric",
  option: "smallint",
  options: "smallint[]",
  date: "date",
  time: "time",
  timestamp: "timestamptz",
  principals: "integer[]",
  files: "jsonb",
  subtable: "jsonb",
  consent: "jsonb",
};

/** The Stored of a raw cell, which is PostgreSQL's text form or null. */
export function parseStored(field: DeployedField, raw: string | null): Stored {
  return raw === null ? null : parsers[kindOf(field)](raw);
}

/** The column kind of a field that stores something. */
export function kindOf({ fieldType, code }: DeployedField): ColumnKind {
  if (fieldType.column === null) throw new Error(`The field ${code} stores nothing.`);
  return fieldType.column;
}

/** true for creator and modifier: one integer instead of a list. */
export function isSinglePerson({ fieldType }: DeployedField): boolean {
  return fieldType.systemColumn === "created_by" || fieldType.systemColumn === "updated_by";
}

const parsers: Readonly<Record<ColumnKind, (raw: string) => Stored>> = {
  text: (raw) => raw || null,
  numeric: (raw) => (raw.includes(".") ? raw.replace(/[.]?0+$/, "") : raw),
  option: Number,
  options: parseIds,
  date: (raw) => raw,
  time: (raw) => raw.slice(0, 5),
  timestamp: parseInstant,
  principals: parseIds,
  files: parseList,
  subtable: parseList,
  consent: (raw) => JSON.parse(raw) as object,
};

function parseIds(raw: string): Stored {
  if (!raw.startsWith("{")) return [Number(raw)];
  return raw === "{}" ? null : raw.slice(1, -1).split(",").map(Number);
}

function parseList(raw: string): Stored {
  const list = JSON.parse(raw) as readonly object[] | null;
  return list?.length ? list : null;
}

/** PostgreSQL writes `2026-11-01 09:30:00.123+09`, in the session's zone; whole seconds in UTC need no reckoning. */
function parseInstant(raw: string): string {
  if (raw.length === 22 && raw.endsWith("+00")) return `${raw.slice(0, 10)}T${raw.slice(11, 19)}Z`;
  const offset = /[+-]\d{2}$/.test(raw) ? ":00" : "";
  return new Date(`${raw.replace(" ", "T")}${offset}`).toISOString().replace(".000Z", "Z");
}

/** Negative, zero or positive as `a` sorts before, with or after `b`, both of this kind and not empty. */
export function compareStored(kind: ColumnKind, a: Stored, b: Stored): number {
  switch (kind) {
    case "numeric":
      return compareDecimals(a as string, b as string);
    case "timestamp":
      return Date.parse(a as string) - Date.parse(b as string);
    case "option":
      return (a as number) - (b as number);
    case "principals":
      return (a as readonly number[])[0]! - (b as readonly number[])[0]!;
    default:
      return compareCodePoints(a as string, b as string);
  }
}

/** By code point, as PostgreSQL's C.UTF-8 sorts; JavaScript's own order differs beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const one = a.charCodeAt(i);
    const other = b.charCodeAt(i);
    if (one !== other) return isSurrogate(one) === isSurrogate(other) ? one - other : isSurrogate(one) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
