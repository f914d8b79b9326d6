import type { FieldExamples } from "../../field-type.ts";
import type { CalcSettings } from "./calc.ts";

const time = (format: NonNullable<CalcSettings["format"]>): CalcSettings => ({ expression: "a", format });

export const examples: FieldExamples<CalcSettings, string> = {
  cases: [
    {
      settings: {
        expression: "a * b",
        format: "NUMBER_DIGIT",
        displayScale: "2",
        unit: "円",
        unitPosition: "AFTER",
      },
      accepts: [
        { wire: "1234.5", value: "1234.5", text: "1,234.50 円" },
        { wire: "", value: null },
      ],
      rejects: [[], true, { value: 1 }],
    },
    {
      settings: time("DATETIME"),
      accepts: [
        { wire: "1326958200", value: "1326958200", shown: "2012-01-19T07:30:00Z", text: "2012-01-19T07:30:00Z" },
        { wire: "9999999999999", value: "9999999999999", shown: "", text: "" },
      ],
    },
    { settings: time("DATE"), accepts: [{ wire: "-1", value: "-1", shown: "1969-12-31", text: "1969-12-31" }] },
    { settings: time("TIME"), accepts: [{ wire: "34260", value: "34260", shown: "09:31", text: "09:31" }] },
    {
      settings: time("HOUR_MINUTE"),
      accepts: [
        { wire: "90060", value: "90060", shown: "25:01", text: "25:01" },
        { wire: "-5400.5", value: "-5400.5", shown: "-1:30", text: "-1:30" },
        { wire: "-3", value: "-3", shown: "0:00", text: "0:00" },
      ],
    },
    { settings: time("DAY_HOUR_MINUTE"), accepts: [{ wire: "90060", value: "90060", shown: "25:01", text: "25:01" }] },
  ],
  badSettings: [{}, { expression: "" }, { expression: "a", format: "MONEY" }, { expression: "a", displayScale: 2 }],
};
