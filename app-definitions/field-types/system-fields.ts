import { defineFieldType, type Principal } from "../field-type.ts";
import { instantFromWire, wholeMinute } from "./datetime/datetime.ts";
import { principalNames } from "./principals.ts";

/** A point in time that the server sets on every record; stored exactly, shown and compared by the minute. */
export function systemTime(type: string, systemColumn: "created_at" | "updated_at") {
  return defineFieldType<unknown, string>({
    type,
    settings: { type: "object" },
    settingDefaults: {},
    column: "timestamp",
    systemColumn,
    operators: ["=", "!=", ">", "<", ">=", "<="],
    isSortable: true,
    isWritable: false,
    isAllowedInTable: false,
    mayBeUnique: false,
    wireSchema: () => ({ type: "string" }),
    // What the server notes has its seconds; what somebody says who moves records in is read by the minute.
    fromWire: instantFromWire,
    showsAs: "minute",
    toWire: (value) => (value === null ? "" : wholeMinute(value)),
    check: () => [],
    initial: () => null,
    text: (value) => value ?? "",
  });
}

/** The person whom the server notes on every record. Both code and name are "" when nobody did it. */
export function systemPerson(type: string, systemColumn: "created_by" | "updated_by") {
  return defineFieldType<unknown, readonly Principal[]>({
    type,
    settings: { type: "object" },
    settingDefaults: {},
    column: "principals",
    systemColumn,
    operators: ["in", "not in"],
    isSortable: true,
    isWritable: false,
    isAllowedInTable: false,
    mayBeUnique: false,
    wireSchema: () => ({ type: "object", properties: { code: { type: "string" } }, required: ["code"] }),
    fromWire: (wire) => {
      const { code } = wire as Principal;
      return code ? [{ code, name: "" }] : null;
    },
    toWire: (value) => {
      const person = value?.[0];
      return { code: person?.code ?? "", name: person?.name ?? "" };
    },
    check: () => [],
    initial: () => null,
    text: principalNames,
  });
}
