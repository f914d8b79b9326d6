import type { FieldExamples } from "../../field-type.ts";
import type { DateSettings } from "./date.ts";

export const examples: FieldExamples<DateSettings, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: "2026-11-01", value: "2026-11-01" },
        { wire: "2024-02-29", value: "2024-02-29" },
        { wire: "2026-11", value: "2026-11-01", shown: "2026-11-01" },
        { wire: "2026", value: "2026-01-01", shown: "2026-01-01" },
        { wire: "2026-1-2", value: "2026-01-02", shown: "2026-01-02" },
        { wire: "", value: null, shown: null },
        { wire: null, value: null },
      ],
      rejects: [20261101, ["2026-11-01"]],
      unreadable: [
        ["2026-02-29", "not-date"],
        ["2026-13-01", "not-date"],
        ["2026/11/01", "not-date"],
        ["0999-01-01", "not-date"],
        ["10000-01-01", "not-date"],
        ["infinity", "not-date"],
      ],
    },
  ],
  badSettings: [{ defaultNowValue: "true" }],
};
