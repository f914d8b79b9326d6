import type { FileValue } from "../../app-definitions/field-type.ts";
import type { DeployedApp, DeployedField } from "../apps/deployed-app.ts";
import type { Stored, StoredRow } from "./condition.ts";
import { foldText } from "./fold-text.ts";

/**
 * The text of a record's search row; "" when the record has no words. One line per filled searchable field, and per row
 * of a table: line feed, field id, colon, row id (nothing outside tables), tab, folded text. So one LIKE finds
 * candidates, and one regular expression tells in which field of which row the text stands.
 */
export function searchText(app: DeployedApp, read: (field: DeployedField) => Stored): string {
  let text = "";
  for (const field of app.fields.values()) {
    if (field.table || field.column === null) continue;
    if (field.fieldType.isSearchable) text += line(field, "", read(field));
    if (field.inner.size === 0) continue;
    const searchable = [...field.inner.values()].filter(({ fieldType }) => fieldType.isSearchable);
    if (searchable.length === 0) continue;
    for (const row of (read(field) ?? []) as readonly StoredRow[]) {
      for (const inner of searchable) text += line(inner, row.id, row[`f${inner.id}`] ?? null);
    }
  }
  return text;
}

/** The words of a stored value of a searchable field, folded; "" when there are none. */
export function foldedWords({ fieldType, property }: DeployedField, stored: Stored): string {
  if (stored === null) return "";
  const words =
    fieldType.column === "files"
      ? (stored as readonly FileValue[]).map(({ name }) => name).join(" ")
      : fieldType.text(stored, property as never);
  return foldText(words);
}

function line(field: DeployedField, row: string, stored: Stored): string {
  const words = foldedWords(field, stored);
  return words && `\n${field.id}:${row}\t${words}`;
}
