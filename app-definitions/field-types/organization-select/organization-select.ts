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

/** Organisations; `PRIMARY_ORGANIZATION()` stands for that of whoever makes the record. */
export const organizationSelect = defineFieldType<PrincipalSettings, readonly Principal[]>({
  type: "ORGANIZATION_SELECT",
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
  initial: ({ defaultValue = [] }, { organization }) => {
    const found = defaultValue.flatMap(({ type, code }) =>
      type === "FUNCTION" ? (organization ?? []) : { code, name: "" },
    );
    return found.length === 0 ? null : found;
  },
  text: principalNames,
});
