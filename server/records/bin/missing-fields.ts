import type { DeployedField } from "../../apps/deployed-app.ts";
import type { StoredRow } from "../../query/condition.ts";
import { readerOf } from "../record-row.ts";
import type { RequiredRecord } from "../require-record.ts";
import { innerStored } from "../stored-values.ts";
import { isEmpty, isRequired } from "../writing/save-context.ts";

/**
 * Codes of the fields that must be filled in and are not, because the app asks for more than it did when the record was
 * saved; of those that the viewer sees on it. In tables the code is that of the field inside.
 */
export function missingFields({ app, row, mayView }: RequiredRecord): string[] {
  const read = readerOf(row);
  const isMissing = (field: DeployedField) => {
    if (!field.table) return field.column !== null && isEmpty(read(field));
    return ((read(field.table) ?? []) as readonly StoredRow[]).some((one) => isEmpty(innerStored(one, field)));
  };
  return [...app.fields.values()]
    .filter((field) => isRequired(field) && mayView((field.table ?? field).code) && isMissing(field))
    .map(({ code }) => code);
}
