import type { FieldProperty } from "../../app-definitions/definition.ts";
import { computeFormulas, type Outcome } from "../../app-definitions/expressions/compute-formulas.ts";
import { usualPrecision, type NumberPrecision } from "../../app-definitions/expressions/decimal-arithmetic.ts";
import { scalarOf } from "../../app-definitions/expressions/field-scalars.ts";
import { orderFormulas } from "../../app-definitions/expressions/order-formulas.ts";

type Fields = Readonly<Record<string, FieldProperty>>;
type Values = Readonly<Record<string, unknown>>;

export const field = (code: string, type: string, more: object = {}): FieldProperty => ({
  type,
  code,
  label: code,
  ...more,
});
export const calc = (code: string, expression: string) => field(code, "CALC", { expression });
export const text = (code: string, expression: string) => field(code, "SINGLE_LINE_TEXT", { expression });
export const fieldsOf = (...fields: FieldProperty[]): Fields =>
  Object.fromEntries(fields.map((one) => [one.code, one]));

/** What the app refuses, as code and reason. */
export function refusals(fields: Fields): string[] {
  return orderFormulas(fields).problems.map(({ code, problem }) => `${code}: ${problem.reason} ${problem.word}`.trim());
}

/** Every computed field of a record: the stored value, or the fault. Rows of a table stand under the table's code. */
export function computeAll(
  fields: Fields,
  values: Values,
  precision: NumberPrecision = usualPrecision,
): Record<string, string | null | (string | null)[]> {
  const { formulas, problems } = orderFormulas(fields);
  if (problems.length > 0) throw problems[0]!.problem;
  const homes = new Map(
    Object.values(fields).flatMap(({ code, fields: inner = {} }) => Object.keys(inner).map((one) => [one, code])),
  );
  const rows = (table: string) => (values[table] ?? []) as readonly Values[];
  const outcomes = computeFormulas(
    formulas,
    {
      top: (code) => scalarOf(fields[code]!, values[code] ?? null),
      inRow: (table, row, code) => scalarOf(fields[table]!.fields![code]!, rows(table)[row]![code] ?? null),
      rowCount: (table) => rows(table).length,
      tableOf: (code) => homes.get(code) ?? null,
    },
    precision,
  );
  return Object.fromEntries(
    [...outcomes].map(([code, list]) => [code, homes.has(code) ? list.map(shown) : shown(list[0]!)]),
  );
}

const shown = (outcome: Outcome) => ("fault" in outcome ? outcome.fault : outcome.value);
