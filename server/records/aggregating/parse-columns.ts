import type { ColumnKind } from "../../../app-definitions/field-type.ts";
import type { RequiredApp } from "../../apps/require-app.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import { viewOf } from "../plan-read.ts";

/** The spans by which points in time are put together; a week begins on Sunday. */
export const units = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE"] as const;
export type Unit = (typeof units)[number];
export const functions = ["COUNT", "SUM", "AVERAGE", "MAX", "MIN"] as const;
export type AggregateFunction = (typeof functions)[number];

/** What records are put together by: the value of a field, or the span in which it lies. */
export interface Grouping {
  readonly field: DeployedField;
  readonly unit: Unit | null;
}

/** What is reckoned of the records of a group; COUNT needs no field. */
export type Reckoning =
  | { readonly type: "COUNT"; readonly field: null }
  | { readonly type: Exclude<AggregateFunction, "COUNT">; readonly field: DeployedField };

/** In which order the groups come: by the first figure, or by the key at this place. */
export interface Sort {
  readonly by: "TOTAL" | number;
  readonly direction: "asc" | "desc";
}

/** Groupings, figures and sorts in the words of a chart's definition. */
export interface Columns {
  readonly groups: readonly { readonly code: string; readonly per?: string | undefined }[];
  readonly aggregations: readonly { readonly type: string; readonly code?: string | undefined }[];
  readonly sorts: readonly { readonly by: string; readonly order: string }[];
}

/** The same with every field found. */
export interface BoundColumns {
  readonly groupings: readonly Grouping[];
  readonly reckonings: readonly Reckoning[];
  readonly sorts: readonly Sort[];
}

/** Texts of a request: `code` or `code:MONTH`, `COUNT` or `SUM:code`, `TOTAL:DESC` or `GROUP1`. */
export interface ColumnTexts {
  readonly groups?: readonly string[];
  readonly aggregations?: readonly string[];
  readonly sorts?: readonly string[];
}

const groupable: ReadonlySet<ColumnKind> = new Set([
  ...(["option", "options", "principals", "numeric", "date", "time", "timestamp"] as const),
]);
const unitsOf: Partial<Record<ColumnKind, readonly Unit[]>> = {
  date: units.slice(0, 5),
  timestamp: units,
  time: ["HOUR", "MINUTE"],
};
const comparable: ReadonlySet<ColumnKind> = new Set(["numeric", "date", "time", "timestamp"]);

/** The columns that the texts of a request name. */
export function parseColumns({ groups = [], aggregations = [], sorts = [] }: ColumnTexts): Columns {
  return {
    groups: groups.map(split).map(([code, per]) => ({ code, per })),
    aggregations: aggregations.map(split).map(([type, code]) => ({ type, code })),
    sorts: sorts.map(split).map(([by, order = "ASC"]) => ({ by, order })),
  };
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf(":");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Finds the fields of the columns; without any figure the records are counted.
 *
 * @throws Failure query/field for a code that is unknown or hidden everywhere, whatever else is wrong with it;
 *   input/invalid for what cannot be grouped, reckoned or sorted so
 */
export function bindColumns(required: RequiredApp, { groups, aggregations, sorts }: Columns): BoundColumns {
  const reckonings = aggregations.map((one, at) => bindReckoning(required, one, at));
  return {
    groupings: groups.map((one, at) => bindGrouping(required, one, at)),
    reckonings: reckonings.length > 0 ? reckonings : [{ type: "COUNT", field: null }],
    sorts: sorts.map((one, at) => bindSort(one, groups.length, at)),
  };
}

function bindGrouping(required: RequiredApp, { code, per }: Columns["groups"][number], at: number): Grouping {
  const field = requireField(required, code);
  const { column, type } = field.fieldType;
  const isLine = type === "SINGLE_LINE_TEXT" || type === "LINK";
  const isKnown = per === undefined || unitsOf[column!]?.includes(per as Unit);
  if ((!groupable.has(column!) && !isLine) || !isKnown) throw unfit(`groups[${at}]`);
  const smallest = column === "timestamp" ? "MINUTE" : null;
  return { field, unit: (per as Unit | undefined) ?? smallest };
}

/** COUNT counts records, so that it takes no field. */
function bindReckoning(required: RequiredApp, { type, code }: Columns["aggregations"][number], at: number): Reckoning {
  if (type === "COUNT" && code === undefined) return { type, field: null };
  if (type === "COUNT" || !functions.includes(type as AggregateFunction) || code === undefined) {
    throw unfit(`aggregations[${at}]`);
  }
  const field = requireField(required, code);
  const kind = field.fieldType.column!;
  const isFit = type === "SUM" || type === "AVERAGE" ? kind === "numeric" : comparable.has(kind);
  if (!isFit) throw unfit(`aggregations[${at}]`);
  return { type: type as Exclude<AggregateFunction, "COUNT">, field };
}

function bindSort({ by, order }: Columns["sorts"][number], groups: number, at: number): Sort {
  const place = Number(/^GROUP([1-3])$/.exec(by)?.[1] ?? 0);
  const isKnown = (by === "TOTAL" || place > 0) && (order === "ASC" || order === "DESC");
  if (!isKnown || place > groups) throw unfit(`sorts[${at}]`);
  return { by: by === "TOTAL" ? by : place - 1, direction: order === "ASC" ? "asc" : "desc" };
}

/** Fields in tables are not there for it, like those that store nothing. */
function requireField({ app, access }: RequiredApp, code: string): DeployedField {
  const field = app.fields.get(code);
  if (!field || field.table || field.fieldType.column === null || !viewOf(access, field)) {
    throw new Failure("query/field", { code });
  }
  return field;
}

function unfit(key: string): Failure {
  return new Failure("input/invalid", {}, { [key]: [{ message: "wrong-shape" }] });
}
