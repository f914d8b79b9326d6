import { defineFieldType, type Principal } from "../../field-type.ts";
import {
  noProblems,
  principalNames,
  principalOperators,
  principalsFromWire,
  principalsToWire,
  principalsWire,
} from "../principals.ts";

/** Whose turn it is in the process; changed by actions only. */
export const statusAssignee = defineFieldType<unknown, readonly Principal[]>({
  type: "STATUS_ASSIGNEE",
  settings: { type: "object" },
  settingDefaults: { enabled: true },
  column: "principals",
  systemColumn: "assignees",
  operators: principalOperators,
  isSortable: false,
  isWritable: false,
  isAllowedInTable: false,
  mayBeUnique: false,
  wireSchema: () => principalsWire,
  fromWire: principalsFromWire,
  toWire: principalsToWire,
  check: noProblems,
  initial: () => null,
  text: principalNames,
});
