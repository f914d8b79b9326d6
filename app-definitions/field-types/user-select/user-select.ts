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

/** People; `LOGINUSER()` stands for whoever makes the record. */
export const userSelect = defineFieldType<PrincipalSettings, readonly Principal[]>({
  type: "USER_SELECT",
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
  initial: ({ defaultValue = [] }, { user }) => {
    const people = defaultValue.map(({ type, code }) => (type === "FUNCTION" ? user : { code, name: "" }));
    return people.length === 0 ? null : people;
  },
  text: principalNames,
});
