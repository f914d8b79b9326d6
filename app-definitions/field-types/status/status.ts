import { defineFieldType } from "../../field-type.ts";

/** Where the record stands in the process; changed by actions only. */
export const status = defineFieldType<unknown, string>({
  type: "STATUS",
  settings: { type: "object" },
  settingDefaults: { enabled: true },
  column: "option",
  systemColumn: "status",
  operators: ["=", "!=", "in", "not in"],
  isSortable: true,
  isWritable: false,
  isAllowedInTable: false,
  mayBeUnique: false,
  wireSchema: () => ({ type: "string" }),
  fromWire: (wire) => (wire as string) || null,
  toWire: (value) => value ?? "",
  check: () => [],
  initial: () => null,
  text: (value) => value ?? "",
});
