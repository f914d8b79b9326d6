import { defineFieldType } from "../../field-type.ts";
import { checkBox } from "../check-box/check-box.ts";
import type { ChoiceSettings } from "../choices.ts";
import { flag, options, settingsSchema, words } from "../setting-schemas.ts";

export interface MultiSelectSettings extends ChoiceSettings {
  required?: boolean;
  defaultValue?: readonly string[];
}

/** As a check box, but chosen from a list. */
export const multiSelect = defineFieldType<MultiSelectSettings, readonly string[]>({
  ...checkBox,
  type: "MULTI_SELECT",
  settings: settingsSchema({ required: flag, options, defaultValue: { type: "array", items: words } }, ["options"]),
  settingDefaults: { required: false, defaultValue: [] },
});
