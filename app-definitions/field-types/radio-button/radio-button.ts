import { defineFieldType } from "../../field-type.ts";
import { isOption, notOption, optionLabel, optionsInOrder, type ChoiceSettings } from "../choices.ts";
import { flag, options, settingsSchema, words } from "../setting-schemas.ts";

export interface RadioButtonSettings extends ChoiceSettings {
  required?: boolean;
  defaultValue?: string;
  align?: "HORIZONTAL" | "VERTICAL";
}

/** One of the options, all in sight; a new record has the default, or the first option. */
export const radioButton = defineFieldType<RadioButtonSettings, string>({
  type: "RADIO_BUTTON",
  settings: settingsSchema(
    { required: flag, options, defaultValue: words, align: { enum: ["HORIZONTAL", "VERTICAL"] } },
    ["options"],
  ),
  settingDefaults: { required: true, defaultValue: "", align: "HORIZONTAL" },
  column: "option",
  operators: ["in", "not in"],
  isSortable: true,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: false,
  wireSchema: () => ({ type: ["string", "null"], maxLength: 128 }),
  fromWire: (wire) => (wire as string | null) || null,
  toWire: (value) => value,
  check: (value, settings) => (value === null || isOption(value, settings) ? [] : [notOption(value)]),
  initial: (settings) => settings.defaultValue || optionsInOrder(settings)[0] || null,
  text: (value, settings) => (value === null ? "" : optionLabel(value, settings)),
});
