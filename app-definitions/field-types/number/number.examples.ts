import type { FieldExamples } from "../../field-type.ts";
import type { NumberSettings } from "./number.ts";

export const examples: FieldExamples<NumberSettings, string> = {
  cases: [
    {
      settings: { minValue: "-1.5", maxValue: "90071992547409930", digit: true, unit: "床", unitPosition: "AFTER" },
      accepts: [
        { wire: "12.5", value: "12.5", text: "12.5 床" },
        { wire: 12.5, value: "12.5", shown: "12.5" },
        { wire: " 1.5e1 ", value: "15", shown: "15" },
        { wire: "90071992547409929.25", value: "90071992547409929.25", text: "90,071,992,547,409,929.25 床" },
        { wire: "-0.0", value: "0", shown: "0" },
        { wire: "+007.10", value: "7.1", shown: "7.1" },
        { wire: "2.5e-3", value: "0.0025", shown: "0.0025" },
        { wire: "１２", value: "12", shown: "12" },
        { wire: "", value: null },
        { wire: null, value: null, shown: "" },
      ],
      rejects: [true, ["1"], { value: 1 }],
      unreadable: [
        ["1,000", "not-number"],
        ["十", "not-number"],
        [".", "not-number"],
        ["0x10", "not-number"],
        ["NaN", "not-number"],
        ["1e999", "too-many-digits"],
      ],
      faulty: [
        ["90071992547409930.1", ["above-max"]],
        ["-1.51", ["below-min"]],
        ["1e30", ["too-many-digits"]],
      ],
    },
  ],
  badSettings: [{ minValue: "a" }, { unitPosition: "LEFT" }, { digit: "true" }],
};
