import { kept, type NumberPrecision } from "./decimal-arithmetic.ts";
import {
  emptyNumber,
  evaluateExpression,
  numberOf,
  textOf,
  type FieldValue,
  type Scalar,
} from "./evaluate-expression.ts";
import { FormulaFailure, formulaLimits, type Expression, type FormulaFault } from "./expression.ts";
import type { Formula } from "./order-formulas.ts";

/** The values of a record that are not computed. */
export interface RecordValues {
  /** Of a field outside of tables. */
  top(code: string): FieldValue;
  /** Of a field in one row. */
  inRow(table: string, row: number, code: string): FieldValue;
  rowCount(table: string): number;
  /** Code of the table that holds the field, else null. */
  tableOf(code: string): string | null;
}

/** What a computed field holds: the stored text or number, null for nothing; or why there is none. */
export type Outcome = { readonly value: string | null } | { readonly fault: FormulaFault };

/** By field code: one outcome outside of tables, one per row inside. */
export type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

/**
 * Computes every formula of a record. A fault spreads to whatever reads the field; nothing else does, and the order of
 * `formulas` is free as long as each stands after what it reads.
 */
export function computeFormulas(
  formulas: readonly Formula[],
  values: RecordValues,
  precision: NumberPrecision,
): Outcomes {
  const outcomes = new Map<string, readonly Outcome[]>();
  const byCode = new Map(formulas.map((formula) => [formula.code, formula]));

  function readAt(code: string, table: string | null, row: number): FieldValue {
    const home = values.tableOf(code);
    const isList = home !== null && home !== table;
    const formula = byCode.get(code);
    if (!isList) {
      if (formula) return seen(formula, outcomes.get(code)![home === null ? 0 : row]!);
      return home === null ? values.top(code) : values.inRow(home, row, code);
    }
    if (formula) return outcomes.get(code)!.map((outcome) => seen(formula, outcome));
    // A row's list of choices joins those of the other rows.
    return Array.from({ length: values.rowCount(home) }, (_, at) => values.inRow(home, at, code)).flat();
  }

  for (const { code, table, isText, expression } of formulas) {
    const count = table === null ? 1 : values.rowCount(table);
    if (table !== null && count * sizeOf(expression) > formulaLimits.rowSteps) {
      outcomes.set(code, Array<Outcome>(count).fill({ fault: "#ERROR!" }));
      continue;
    }
    // Rows read the same fields outside: one list serves them all.
    const outside = new Map<string, FieldValue>();
    const read = (row: number) => (wanted: string) => {
      if (values.tableOf(wanted) === table && table !== null) return readAt(wanted, table, row);
      const found = outside.get(wanted) ?? readAt(wanted, table, row);
      outside.set(wanted, found);
      return found;
    };
    outcomes.set(
      code,
      Array.from({ length: count }, (_, row) =>
        outcomeOf(() => stored(evaluateExpression(expression, read(row), precision), isText, precision)),
      ),
    );
  }
  return outcomes;
}

function outcomeOf(work: () => string | null): Outcome {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof FormulaFailure) return { fault: error.fault };
    throw error;
  }
}

/** A calculation keeps numbers only: text is nothing there, as on kintone. */
function stored(result: Scalar, isText: boolean, precision: NumberPrecision): string | null {
  if (isText) return textOf(result).replace(/\r\n|[\n\r\u2028\u2029]/g, " ") || null;
  if ("text" in result || ("number" in result && result.isEmpty)) return null;
  return kept(numberOf(result), precision);
}

/** What other formulas read from a computed field. */
function seen({ isText }: Formula, outcome: Outcome): Scalar {
  if ("fault" in outcome) throw new FormulaFailure(outcome.fault);
  if (isText) return { text: outcome.value ?? "" };
  return outcome.value === null ? emptyNumber : { number: outcome.value };
}

function sizeOf(expression: Expression): number {
  switch (expression.kind) {
    case "sign":
      return 1 + sizeOf(expression.of);
    case "binary":
      return 1 + sizeOf(expression.left) + sizeOf(expression.right);
    case "call":
      return expression.args.reduce((sum, arg) => sum + sizeOf(arg), 1);
    default:
      return 1;
  }
}
