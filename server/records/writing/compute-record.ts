import type { FieldProperty } from "../../../app-definitions/definition.ts";
import { computeFormulas, type Outcome } from "../../../app-definitions/expressions/compute-formulas.ts";
import { precisionOf } from "../../../app-definitions/expressions/decimal-arithmetic.ts";
import { FormulaFailure } from "../../../app-definitions/expressions/expression.ts";
import { scalarOf } from "../../../app-definitions/expressions/field-scalars.ts";
import { orderFormulas, type Formula } from "../../../app-definitions/expressions/order-formulas.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import type { Directory } from "../../identity/directory.ts";
import type { Stored, StoredRow } from "../../query/condition.ts";
import { innerStored, toValue } from "../stored-values.ts";
import type { NewTableRow } from "./merge-table.ts";

const known = new WeakMap<DeployedApp, readonly Formula[]>();

/** The formulas of a deployed revision in the order of computation, read once for its life. */
export function formulasOf(app: DeployedApp): readonly Formula[] {
  const formulas = known.get(app) ?? orderFormulas(app.definition.fields.properties).formulas;
  known.set(app, formulas);
  return formulas;
}

/** What computing a record takes beside its values. */
export interface ComputeMeans {
  readonly app: DeployedApp;
  readonly directory: Directory;
  /** Values that formulas shall see instead of the stored ones, by field id: who changes the record, and when. */
  readonly instead?: ReadonlyMap<number, Stored>;
  /** Rows that nobody else holds yet; they are changed in place, others are copied. */
  readonly newRows?: readonly NewTableRow[];
}

/** Sets every computed field in `values`, in tables too, to what its formula gives; a fault leaves the field empty. */
export function computeRecord(
  values: Map<number, Stored>,
  { app, directory, instead, newRows = [] }: ComputeMeans,
): void {
  const formulas = formulasOf(app);
  if (formulas.length === 0) return;
  const rowsOf = (table: DeployedField) => (values.get(table.id) ?? []) as readonly StoredRow[];
  const outcomes = computeFormulas(
    formulas,
    {
      top: (code) => {
        const field = requireField(app, code);
        return seenBy(field, instead?.get(field.id) ?? values.get(field.id) ?? null, directory);
      },
      inRow: (table, row, code) => {
        const field = requireField(app, code);
        return seenBy(field, innerStored(rowsOf(requireField(app, table))[row]!, field), directory);
      },
      rowCount: (table) => rowsOf(requireField(app, table)).length,
      tableOf: (code) => app.fields.get(code)?.table?.code ?? null,
    },
    precisionOf(app.definition.settings.numberPrecision),
  );
  for (const { code, table } of formulas) {
    const field = app.fields.get(code);
    const home = table === null ? undefined : app.fields.get(table);
    if (field && table === null) values.set(field.id, storedOf(outcomes.get(code)![0]!));
    if (field && home) {
      const rows = rowsOf(home).map((row, at) => withCell(row, field, outcomes.get(code)![at]!, newRows));
      values.set(home.id, rows.length === 0 ? null : rows);
    }
  }
}

/** Fields that are read by formulas, but not as they lie in the row: who changed it last, and when. */
export function changedBy(app: DeployedApp, user: number, now: Date): ReadonlyMap<number, Stored> {
  const values: Readonly<Record<FieldProperty["type"], Stored>> = { MODIFIER: [user], UPDATED_TIME: now.toISOString() };
  return new Map(
    [...app.fields.values()].flatMap(({ id, property: { type } }) =>
      Object.hasOwn(values, type) ? [[id, values[type]!] as const] : [],
    ),
  );
}

function seenBy(field: DeployedField, stored: Stored, directory: Directory) {
  return scalarOf(field.property, toValue(field, stored, directory));
}

function requireField(app: DeployedApp, code: string): DeployedField {
  const field = app.fields.get(code);
  if (!field) throw new FormulaFailure("#ERROR!");
  return field;
}

function storedOf(outcome: Outcome): string | null {
  return "fault" in outcome ? null : outcome.value;
}

function withCell(row: StoredRow, field: DeployedField, outcome: Outcome, newRows: readonly NewTableRow[]): StoredRow {
  const next: NewTableRow = newRows.find((one) => one === row) ?? { ...row };
  const value = storedOf(outcome);
  if (value === null) delete next[`f${field.id}`];
  else next[`f${field.id}`] = value;
  return next;
}
