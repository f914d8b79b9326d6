import { defineFieldType, type Principal } from "../../field-type.ts";
import {
  noProblems,
  principalNames,
  principalOperators,
  principalsFromWire,
  principalsToWire,
  principalsWire,
  type PrincipalSettings,
} from "../principals.ts";
import { entities, flag, settingsSchema } from "../setting-schemas.ts";

/** Groups of people. */
export const groupSelect = defineFieldType<PrincipalSettings, readonly Principal[]>({
  type: "GROUP_SELECT",
  settings: settingsSchema({ required: flag, defaultValue: entities, entities }),
  settingDefaults: { required: false, defaultValue: [], entities: [] },
  column: "principals",
  operators: principalOperators,
  isSortable: false,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: false,
  requiredAt: "values.value",
  wireSchema: () => principalsWire,
  fromWire: principalsFromWire,
  toWire: principalsToWire,
  check: noProblems,
  initial: ({ defaultValue = [] }) =>
    defaultValue.length === 0 ? null : defaultValue.map(({ code }) => ({ code, name: "" })),
  text: principalNames,
});
