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
