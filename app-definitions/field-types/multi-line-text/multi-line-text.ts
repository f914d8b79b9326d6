import { defineFieldType } from "../../field-type.ts";
import { flag, settingsSchema, words } from "../setting-schemas.ts";
import { textFromWire, textWire } from "../text-lengths.ts";

export interface MultiLineTextSettings {
  required?: boolean;
  defaultValue?: string;
}

/** Text of any number of lines; breaks are stored as line feeds. */
export const multiLineText = defineFieldType<MultiLineTextSettings, string>({
  type: "MULTI_LINE_TEXT",
  settings: settingsSchema({ required: flag, defaultValue: words }),
  settingDefaults: { required: false, defaultValue: "" },
  column: "text",
  operators: ["like", "not like", "is empty", "is not empty"],
  isSortable: false,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: false,
  isSearchable: true,
  wireSchema: () => textWire,
  fromWire: (wire) => textFromWire(wire)?.replace(/\r\n?/g, "\n") ?? null,
  showsAs: "stored",
  toWire: (value) => value ?? "",
  check: () => [],
  initial: ({ defaultValue }) => defaultValue || null,
  text: (value) => value ?? "",
});
