import { defineFieldType, type FieldProblem } from "../../field-type.ts";
import { count, flag, settingsSchema, words } from "../setting-schemas.ts";
import { checkLength, textFromWire, textWire, type LengthSettings } from "../text-lengths.ts";

export interface LinkSettings extends LengthSettings {
  required?: boolean;
  unique?: boolean;
  defaultValue?: string;
  protocol?: "WEB" | "CALL" | "MAIL";
}

const shapes = {
  WEB: { pattern: /^https?:\/\/[^\s/?#]+\S*$/i, message: "not-url" },
  CALL: { pattern: /^[+0-9()*#,;. -]+$/, message: "not-phone" },
  MAIL: { pattern: /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\.]+([.][^\s@<>(),;:"[\]\\.]+)*$/, message: "not-mail" },
} as const;

/** A web address, telephone number or mail address. Only http and https, so that no link runs code. */
export const link = defineFieldType<LinkSettings, string>({
  type: "LINK",
  settings: settingsSchema({
    required: flag,
    unique: flag,
    minLength: count,
    maxLength: count,
    defaultValue: words,
    protocol: { enum: ["WEB", "CALL", "MAIL"] },
  }),
  settingDefaults: { required: false, unique: false, minLength: "", maxLength: "", defaultValue: "", protocol: "WEB" },
  column: "text",
  operators: ["=", "!=", "in", "not in", "like", "not like"],
  isSortable: true,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: true,
  isSearchable: true,
  wireSchema: () => textWire,
  fromWire: (wire) => textFromWire(wire)?.trim() || null,
  showsAs: "stored",
  toWire: (value) => value ?? "",
  check: (value, settings) => [...checkLength(value, settings), ...checkShape(value, settings)],
  initial: ({ defaultValue }) => defaultValue || null,
  text: (value) => value ?? "",
});

function checkShape(value: string | null, { protocol = "WEB" }: LinkSettings): FieldProblem[] {
  const { pattern, message } = shapes[protocol];
  return value === null || pattern.test(value) ? [] : [{ message }];
}
