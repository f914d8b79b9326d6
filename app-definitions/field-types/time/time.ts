import { defineFieldType, FieldValueError } from "../../field-type.ts";
import { flag, settingsSchema, words } from "../setting-schemas.ts";
import { inZone, readTime } from "../zoned-time.ts";

export interface TimeSettings {
  required?: boolean;
  defaultValue?: string;
  defaultNowValue?: boolean;
}

/** A time of day, `HH:mm`, 00:00 to 23:59. */
export const time = defineFieldType<TimeSettings, string>({
  type: "TIME",
  settings: settingsSchema({ required: flag, defaultValue: words, defaultNowValue: flag }),
  settingDefaults: { required: false, defaultValue: "", defaultNowValue: false },
  column: "time",
  operators: ["=", "!=", ">", "<", ">=", "<="],
  isSortable: true,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: false,
  wireSchema: () => ({ type: ["string", "null"], maxLength: 64 }),
  fromWire: (wire) => {
    if (!wire) return null;
    const read = readTime(wire as string);
    if (read === undefined) throw new FieldValueError({ message: "not-time" });
    return read;
  },
  showsAs: "stored",
  toWire: (value) => value,
  check: () => [],
  initial: ({ defaultValue, defaultNowValue }, { now, timezone }) =>
    defaultNowValue ? inZone(now, timezone).time : (readTime(defaultValue ?? "") ?? null),
  text: (value) => value ?? "",
});
