import { defineFieldType } from "../../field-type.ts";
import { isOption, notOption, optionLabel, type ChoiceSettings } from "../choices.ts";
import { flag, options, settingsSchema, words } from "../setting-schemas.ts";

export interface DropDownSettings extends ChoiceSettings {
  required?: boolean;
  defaultValue?: string;
}

/** One of the options, or none. */
export const dropDown = defineFieldType<DropDownSettings, string>({
  type: "DROP_DOWN",
  settings: settingsSchema({ required: flag, options, defaultValue: words }, ["options"]),
  settingDefaults: { required: false, defaultValue: "" },
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
  initial: ({ defaultValue }) => defaultValue || null,
  text: (value, settings) => (value === null ? "" : optionLabel(value, settings)),
});
