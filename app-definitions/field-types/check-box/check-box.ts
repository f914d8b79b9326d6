import { defineFieldType } from "../../field-type.ts";
import { isOption, notOption, optionLabel, type ChoiceSettings } from "../choices.ts";
import { flag, options, settingsSchema, words } from "../setting-schemas.ts";

export interface CheckBoxSettings extends ChoiceSettings {
  required?: boolean;
  defaultValue?: readonly string[];
  align?: "HORIZONTAL" | "VERTICAL";
}

/** Any number of the options, each once, in the order they were sent. */
export const checkBox = defineFieldType<CheckBoxSettings, readonly string[]>({
  type: "CHECK_BOX",
  settings: settingsSchema(
    {
      required: flag,
      options,
      defaultValue: { type: "array", items: words },
      align: { enum: ["HORIZONTAL", "VERTICAL"] },
    },
    ["options"],
  ),
  settingDefaults: { required: false, defaultValue: [], align: "HORIZONTAL" },
  column: "options",
  operators: ["in", "not in"],
  isSortable: false,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: false,
  requiredAt: "values",
  wireSchema: () => ({ type: ["array", "null"], maxItems: 1000, items: { type: "string", maxLength: 128 } }),
  fromWire: (wire) => {
    const names = [...new Set(wire as readonly string[] | null)];
    return names.length === 0 ? null : names;
  },
  toWire: (value) => value ?? [],
  check: (value, settings) =>
    (value ?? []).flatMap((name, i) => (isOption(name, settings) ? [] : [notOption(name, `values[${i}].value`)])),
  initial: ({ defaultValue }) => (defaultValue?.length ? defaultValue : null),
  text: (value, settings) => (value ?? []).map((name) => optionLabel(name, settings)).join(", "),
});
