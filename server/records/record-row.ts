import type { DeployedField } from "../apps/deployed-app.ts";
import type { Stored } from "../query/condition.ts";
import { recordIdField } from "../query/record-id-field.ts";

/** One row of an app as it lies in the database; for rules and plans, never for an answer. */
export interface RecordRow {
  readonly id: string;
  readonly revision: number;
  /** Stored values by field id; a field that was not read is missing. */
  readonly values: ReadonlyMap<number, Stored>;
}

/** What the in-memory reading of a condition asks of a row; a field that was not read is our bug and throws. */
export function readerOf(row: RecordRow): (field: DeployedField) => Stored {
  return ({ id, code }) => {
    if (id === recordIdField.id) return row.id;
    const value = row.values.get(id);
    if (value === undefined) throw new Error(`The field ${code} was not read with its record.`);
    return value;
  };
}
