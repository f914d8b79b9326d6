import type { FieldExamples } from "../../field-type.ts";
import type { DatetimeSettings } from "./datetime.ts";

export const examples: FieldExamples<DatetimeSettings, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: "2026-11-01T00:30:00Z", value: "2026-11-01T00:30:00Z" },
        { wire: "2026-11-01T09:30:59.999+09:00", value: "2026-11-01T00:30:00Z", shown: "2026-11-01T00:30:00Z" },
        { wire: "2026-11-01T09:30+0900", value: "2026-11-01T00:30:00Z", shown: "2026-11-01T00:30:00Z" },
        { wire: "2026-11-01 09:30+09", value: "2026-11-01T00:30:00Z", shown: "2026-11-01T00:30:00Z" },
        { wire: "2026-11-01T00:30:59z", value: "2026-11-01T00:30:00Z", shown: "2026-11-01T00:30:00Z" },
        { wire: "2026-10-31T15:30:00.5-09:00", value: "2026-11-01T00:30:00Z", shown: "2026-11-01T00:30:00Z" },
        { wire: "2026-11-01", value: "2026-11-01T00:00:00Z", shown: "2026-11-01T00:00:00Z" },
        { wire: "2026-11", value: "2026-11-01T00:00:00Z", shown: "2026-11-01T00:00:00Z" },
        { wire: "2026", value: "2026-01-01T00:00:00Z", shown: "2026-01-01T00:00:00Z" },
        { wire: "", value: null },
        { wire: null, value: null, shown: "" },
      ],
      rejects: [0, {}],
      unreadable: [
        ["2026-11-31T00:00:00Z", "not-datetime"],
        ["2026-11-01T24:00:00Z", "not-datetime"],
        ["now", "not-datetime"],
        ["2026-11-01T00:00:00+09:60", "not-datetime"],
        ["2026-11-01T00:00:00+24", "not-datetime"],
        ["0000-01-01T00:00:00Z", "not-datetime"],
        ["1000-01-01T00:00:00+09:00", "not-datetime"],
      ],
    },
  ],
  badSettings: [{ required: "true" }],
};
