import type { ColumnKind } from "../../../app-definitions/field-type.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";

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

const groupable: ReadonlySet<ColumnKind> = new Set([
  ...(["option", "options", "principals", "numeric", "date", "time", "timestamp"] as const),
]);
const unitsOf: Partial<Record<ColumnKind, readonly Unit[]>> = {
  date: units.slice(0, 5),
  timestamp: units,
  time: ["HOUR", "MINUTE"],
};
const comparable: ReadonlySet<ColumnKind> = new Set(["numeric", "date", "time", "timestamp"]);

/** `code` or `code:MONTH`. @throws Failure query/field for an unknown code; input/invalid for what cannot be grouped so */
export function parseGrouping(app: DeployedApp, text: string, at: number): Grouping {
  const [code = "", unit] = text.split(":");
  const field = requireField(app, code);
  const { column, type } = field.fieldType;
  const isLine = type === "SINGLE_LINE_TEXT" || type === "LINK";
  const isKnown = unit === undefined || unitsOf[column!]?.includes(unit as Unit);
  if ((!groupable.has(column!) && !isLine) || !isKnown) throw unfit(`groups[${at}]`);
  const smallest = column === "timestamp" ? "MINUTE" : null;
  return { field, unit: (unit as Unit | undefined) ?? smallest };
}

/** `COUNT`, or `SUM:code` and the like. @throws as `parseGrouping` */
export function parseReckoning(app: DeployedApp, text: string, at: number): Reckoning {
  const [type = "", code] = text.split(":");
  if (type === "COUNT" && code === undefined) return { type, field: null };
  if (type === "COUNT" || !functions.includes(type as AggregateFunction) || code === undefined)
    throw unfit(`aggregations[${at}]`);
  const field = requireField(app, code);
  const kind = field.fieldType.column!;
  if (!(type === "SUM" || type === "AVERAGE" ? kind === "numeric" : comparable.has(kind)))
    throw unfit(`aggregations[${at}]`);
  return { type: type as Reckoning["type"] & ("SUM" | "AVERAGE" | "MAX" | "MIN"), field };
}

/** Fields in tables are not there for it, like those that store nothing. */
function requireField(app: DeployedApp, code: string): DeployedField {
  const field = app.fields.get(code);
  if (!field || field.table || field.fieldType.column === null) throw new Failure("query/field", { code });
  return field;
}

function unfit(key: string): Failure {
  return new Failure("input/invalid", {}, { [key]: [{ message: "wrong-shape" }] });
}
