/**
 * Computed fields of a form while somebody fills it in, by the very formulas that the server computes on saving. It comes
 * with decimal arithmetic, so only forms that have formulas load it.
 */
import { showSeconds, type CalcFormat } from "../../../app-definitions/field-types/calc/show-seconds.ts";
import { normalizeDecimal } from "../../../app-definitions/field-types/decimal.ts";
import { computeFormulas, type Outcome } from "../../../app-definitions/expressions/compute-formulas.ts";
import { precisionOf } from "../../../app-definitions/expressions/decimal-arithmetic.ts";
import { scalarOf } from "../../../app-definitions/expressions/field-scalars.ts";
import { orderFormulas, type Formula } from "../../../app-definitions/expressions/order-formulas.ts";
import type { TableRow } from "../../elements/subtable-editor.ts";
import { carryKey } from "../../row-keys.ts";
import type { App, Cell, RecordCells, ShownField } from "../../wire.ts";

/** Cells with every computed field as its formula gives it; rows that do not change stay the same objects. */
export type Compute = (cells: RecordCells) => RecordCells;

/** Prepares the formulas of an app. A formula that reads what the viewer does not see is left to the server. */
export function prepareFormulas(app: App): Compute {
  const { properties } = app.fields;
  const { formulas } = orderFormulas(properties);
  const homes = new Map(
    Object.values(properties).flatMap(({ code, fields = {} }) =>
      Object.keys(fields).map((inner) => [inner, code] as const),
    ),
  );
  const fieldOf = (code: string) => properties[code] ?? properties[homes.get(code) ?? ""]?.fields?.[code];
  const precision = precisionOf(app.numberPrecision ?? undefined);

  return (cells) => {
    const rowsOf = (table: string) => (Array.isArray(cells[table]?.value) ? (cells[table].value as TableRow[]) : []);
    const seen = (code: string, cell: { value: unknown } | undefined) =>
      scalarOf(fieldOf(code)!, plainValue(fieldOf(code)!, cell?.value));
    const outcomes = computeFormulas(
      formulas,
      {
        top: (code) => seen(code, cells[code]),
        inRow: (table, row, code) => seen(code, rowsOf(table)[row]?.value[code]),
        rowCount: (table) => rowsOf(table).length,
        tableOf: (code) => homes.get(code) ?? null,
      },
      precision,
    );
    const wireOf = ({ code }: Formula, at: number) => wireValue(fieldOf(code)!, outcomes.get(code)![at]!);
    const computed: Record<string, Cell> = { ...cells };
    for (const formula of formulas.filter(({ table }) => table === null))
      computed[formula.code] = { type: fieldOf(formula.code)!.type, value: wireOf(formula, 0) };
    for (const table of new Set(formulas.flatMap(({ table: home }) => home ?? []))) {
      const inside = formulas.filter(({ table: home }) => home === table);
      const value = rowsOf(table).map((row, at) =>
        withCells(
          row,
          inside.map((formula) => [formula.code, wireOf(formula, at)]),
        ),
      );
      computed[table] = { type: "SUBTABLE", value };
    }
    return computed;
  };
}

function withCells(row: TableRow, values: readonly (readonly [code: string, value: unknown])[]): TableRow {
  const changed = values.filter(([code, value]) => row.value[code]?.value !== value);
  if (changed.length === 0) return row;
  const cells = changed.map(([code, value]) => [code, { ...row.value[code], value }] as const);
  return carryKey(row, { ...row, value: { ...row.value, ...Object.fromEntries(cells) } });
}

/** A value of the form as the field type knows it; what is not finished yet counts as empty. */
function plainValue({ type }: ShownField, value: unknown): unknown {
  if (value === undefined || value === null || value === "") return null;
  switch (type) {
    case "NUMBER":
    case "CALC":
      return normalizeDecimal(String(value).replaceAll(/[,，]/g, "")) ?? null;
    case "DATE":
    case "DATETIME":
    case "CREATED_TIME":
    case "UPDATED_TIME":
      return Number.isNaN(Date.parse(String(value))) ? null : value;
    case "TIME":
      return /^\d{1,2}:\d{2}$/.test(String(value)) ? value : null;
    case "CREATOR":
    case "MODIFIER":
      return [value];
    default:
      return value;
  }
}

/** The value on the wire; a fault is its own word, as kintone shows it. */
function wireValue(field: ShownField, outcome: Outcome): unknown {
  if ("fault" in outcome) return outcome.fault;
  if (field.type !== "CALC") return outcome.value ?? "";
  return outcome.value === null ? "" : showSeconds(outcome.value, (field["format"] ?? "NUMBER") as CalcFormat);
}
