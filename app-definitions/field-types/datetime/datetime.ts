import { defineFieldType, FieldValueError } from "../../field-type.ts";
import { flag, settingsSchema, words } from "../setting-schemas.ts";
import { isoSeconds, readInstant } from "../zoned-time.ts";

export interface DatetimeSettings {
  required?: boolean;
  unique?: boolean;
  defaultValue?: string;
  defaultNowValue?: boolean;
}

/** A minute of time, in UTC on the wire. Any offset is read; a text without one is UTC. */
export const datetime = defineFieldType<DatetimeSettings, string>({
  type: "DATETIME",
  settings: settingsSchema({ required: flag, unique: flag, defaultValue: words, defaultNowValue: flag }),
  settingDefaults: { required: false, unique: false, defaultValue: "", defaultNowValue: false },
  column: "timestamp",
  operators: ["=", "!=", ">", "<", ">=", "<="],
  isSortable: true,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: true,
  wireSchema: () => ({ type: ["string", "null"], maxLength: 64 }),
  fromWire: instantFromWire,
  showsAs: "minute",
  toWire: (value) => (value === null ? "" : wholeMinute(value)),
  check: () => [],
  initial: ({ defaultValue, defaultNowValue }, { now, timezone }) =>
    defaultNowValue ? wholeMinute(isoSeconds(now)) : (readInstant(defaultValue ?? "", timezone) ?? null),
  text: (value) => value ?? "",
});

/** The instant that a request names; null is "empty". @throws FieldValueError when it is none */
export function instantFromWire(wire: unknown): string | null {
  if (!wire) return null;
  const instant = readInstant(wire as string, "UTC");
  if (instant === undefined) throw new FieldValueError({ message: "not-datetime" });
  return instant;
}

/** The ISO instant with its seconds cut to 00: kintone shows and compares minutes. */
export function wholeMinute(instant: string): string {
  return `${instant.slice(0, 16)}:00Z`;
}
