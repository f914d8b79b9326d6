import type { ConsentValue } from "../../app-definitions/field-type.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import { compareStored, kindOf } from "./column-kinds.ts";
import type { Condition, Stored, StoredRow, TestOperator } from "./condition.ts";
import { foldText } from "./fold-text.ts";
import { recordIdField } from "./record-id-field.ts";
import { foldedWords } from "./search-text.ts";

/** Gives the stored value of a field of one record. */
export type Reader = (field: DeployedField) => Stored;

/** Gives the records of an app. Only viewers' queries ask for those of other apps, and rights never do. */
export type Others = (app: string) => readonly Reader[];

const noOthers: Others = (app) => {
  throw new Error(`The records of app ${app} are not at hand.`);
};

/**
 * Whether a record fits the condition: the in-memory reading, which agrees with `toSql` on every record.
 *
 * @param read - of the record; asked for tables as a whole, and for `recordIdField` by conditions on ids
 */
export function matches(condition: Condition, read: Reader, others: Others = noOthers): boolean {
  return holds(condition, read, others, false);
}

/** @param isRow - `read` gives the values of one row of a table */
function holds(condition: Condition, read: Reader, others: Others, isRow: boolean): boolean {
  switch (condition.kind) {
    case "always":
      return true;
    case "never":
      return false;
    case "all":
      return condition.of.every((one) => holds(one, read, others, isRow));
    case "any":
      return condition.of.some((one) => holds(one, read, others, isRow));
    case "not":
      return !holds(condition.of, read, others, isRow);
    case "test":
      return passes(condition.field, condition.operator, condition.operands, read(condition.field));
    case "names": {
      const ids = read(condition.field) as readonly number[] | null;
      return ids !== null && ids.some((id) => condition.principals.includes(id));
    }
    case "record":
      return condition.ids.includes(read(recordIdField) as string);
    case "rows":
      return matchesRows(condition, read, others);
    case "related":
      return matchesRelated(condition, read, others);
    case "contains": {
      const text = foldText(condition.text);
      return text !== "" && condition.fields.some((field) => containsText(field, text, read, isRow));
    }
  }
}

function matchesRelated(
  { by, which, of }: Extract<Condition, { kind: "related" }>,
  read: Reader,
  others: Others,
): boolean {
  const value = read(by.field);
  if (value === null) return false;
  const isEqual = (key: Stored) => key !== null && compareStored(kindOf(by.key), key, value) === 0;
  const found = others(by.app).filter((other) => isEqual(other(by.key)) && matches(by.reach, other, others));
  const fits = (other: Reader) => matches(of, other, others);
  return found.length > 0 && (which === "some" ? found.some(fits) : found.every(fits));
}

function matchesRows(
  { table, which, of }: Extract<Condition, { kind: "rows" }>,
  read: Reader,
  others: Others,
): boolean {
  const rows = read(table) as readonly StoredRow[] | null;
  if (!rows || rows.length === 0) return false;
  const fits = (row: StoredRow) =>
    holds(of, (field) => (field.table?.id === table.id ? (row[`f${field.id}`] ?? null) : read(field)), others, true);
  return which === "some" ? rows.some(fits) : rows.every(fits);
}

function containsText(field: DeployedField, text: string, read: Reader, isRow: boolean): boolean {
  if (!field.table || isRow) return foldedWords(field, read(field)).includes(text);
  const rows = (read(field.table) ?? []) as readonly StoredRow[];
  return rows.some((row) => foldedWords(field, row[`f${field.id}`] ?? null).includes(text));
}

function passes(field: DeployedField, operator: TestOperator, operands: readonly Stored[], stored: Stored): boolean {
  const kind = kindOf(field);
  switch (operator) {
    case "is empty":
      return stored === null || (kind === "text" && isBlank(stored as string));
    case "=":
    case "in":
      if (stored === null) return operands.includes(null);
      if (kind === "options" || kind === "principals") {
        return (stored as readonly number[]).some((id) => operands.includes(id));
      }
      if (kind === "consent") return operands.includes((stored as ConsentValue).state);
      return operands.some((operand) => operand !== null && compareStored(kind, stored, operand) === 0);
    default:
      return stored !== null && compares(operator, compareStored(kind, stored, operands[0]!));
  }
}

function compares(operator: ">" | "<" | ">=" | "<=", order: number): boolean {
  switch (operator) {
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
  }
}

/** The characters that "is empty" looks through, in both readings. */
export const blanks = " \t\r\n\u3000";

function isBlank(text: string): boolean {
  for (const character of text) if (!blanks.includes(character)) return false;
  return true;
}
