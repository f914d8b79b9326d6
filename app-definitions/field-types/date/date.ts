import { defineFieldType, FieldValueError } from "../../field-type.ts";
import { flag, settingsSchema, words } from "../setting-schemas.ts";
import { inZone, readDay } from "../zoned-time.ts";

export interface DateSettings {
  required?: boolean;
  unique?: boolean;
  defaultValue?: string;
  defaultNowValue?: boolean;
}

/** A calendar day, `YYYY-MM-DD`, without a zone. `2026-11` and `2026` mean their first day, as in kintone. */
export const date = defineFieldType<DateSettings, string>({
  type: "DATE",
  settings: settingsSchema({ required: flag, unique: flag, defaultValue: words, defaultNowValue: flag }),
  settingDefaults: { required: false, unique: false, defaultValue: "", defaultNowValue: false },
  column: "date",
  operators: ["=", "!=", ">", "<", ">=", "<="],
  isSortable: true,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: true,
  wireSchema: () => ({ type: ["string", "null"], maxLength: 64 }),
  fromWire: (wire) => {
    if (!wire) return null;
    const day = readDay(wire as string);
    if (day === undefined) throw new FieldValueError({ message: "not-date" });
    return day;
  },
  showsAs: "stored",
  toWire: (value) => value,
  check: () => [],
  initial: ({ defaultValue, defaultNowValue }, { now, timezone }) =>
    defaultNowValue ? inZone(now, timezone).day : (readDay(defaultValue ?? "") ?? null),
  text: (value) => value ?? "",
});
