import type { FieldExamples } from "../../field-type.ts";
import type { TimeSettings } from "./time.ts";

export const examples: FieldExamples<TimeSettings, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: "09:30", value: "09:30" },
        { wire: "9:30", value: "09:30", shown: "09:30" },
        { wire: "23:59:59", value: "23:59", shown: "23:59" },
        { wire: "", value: null, shown: null },
      ],
      rejects: [930, ["09:30"]],
      unreadable: [
        ["24:00", "not-time"],
        ["9:60", "not-time"],
        ["午前9時", "not-time"],
      ],
    },
  ],
  badSettings: [{ defaultValue: 9 }],
};
