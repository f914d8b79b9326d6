import { defineFieldType } from "../../field-type.ts";

/** The record's id, given once and never again. */
export const recordNumber = defineFieldType<unknown, string>({
  type: "RECORD_NUMBER",
  settings: { type: "object" },
  settingDefaults: {},
  column: "numeric",
  systemColumn: "id",
  operators: ["=", "!=", ">", "<", ">=", "<=", "in", "not in"],
  isSortable: true,
  isWritable: false,
  isAllowedInTable: false,
  mayBeUnique: false,
  wireSchema: () => ({ type: ["string", "number"] }),
  fromWire: (wire) => String(wire) || null,
  toWire: (value) => value ?? "",
  check: () => [],
  initial: () => null,
  text: (value) => value ?? "",
});

/**
 * The same in an app with a code of its own, which is shown before the number: `CODE-12`. It is stored, compared and
 * sorted as the number.
 *
 * @see kintone's developer documentation, "Field types", record id and record number
 */
export function recordNumberOf(appCode: string): typeof recordNumber {
  if (appCode === "") return recordNumber;
  const show = (value: string | null) => (value === null ? "" : `${appCode}-${value}`);
  return { ...recordNumber, toWire: show, text: show };
}

/** The number alone, of a record number that may have the code of its app before it. */
export function plainNumber(text: string): string {
  return text.replace(/^.+-(?=\d+$)/, "");
}
