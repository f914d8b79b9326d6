import { defineFieldType } from "../../field-type.ts";
import { count, flag, settingsSchema, words } from "../setting-schemas.ts";
import { checkLength, textFromWire, textWire, type LengthSettings } from "../text-lengths.ts";

export interface SingleLineTextSettings extends LengthSettings {
  required?: boolean;
  unique?: boolean;
  defaultValue?: string;
  expression?: string;
  hideExpression?: boolean;
}

/** One line of text. Line breaks that come with pasted text become blanks. With an `expression`, a formula writes it. */
export const singleLineText = defineFieldType<SingleLineTextSettings, string>({
  type: "SINGLE_LINE_TEXT",
  settings: settingsSchema({
    required: flag,
    unique: flag,
    minLength: count,
    maxLength: count,
    defaultValue: words,
    expression: { type: "string", maxLength: 10_000 },
    hideExpression: flag,
  }),
  settingDefaults: {
    required: false,
    unique: false,
    minLength: "",
    maxLength: "",
    defaultValue: "",
    expression: "",
    hideExpression: false,
  },
  column: "text",
  operators: ["=", "!=", "in", "not in", "like", "not like"],
  isSortable: true,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: true,
  isSearchable: true,
  wireSchema: () => textWire,
  fromWire: (wire) => textFromWire(wire)?.replace(/\r\n|[\n\r\u2028\u2029]/g, " ") ?? null,
  showsAs: "stored",
  toWire: (value) => value ?? "",
  check: checkLength,
  initial: ({ defaultValue }) => defaultValue || null,
  text: (value) => value ?? "",
});
