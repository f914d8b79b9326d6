import type { FieldExamples } from "../../field-type.ts";

export const examples: FieldExamples<unknown, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: "12", value: "12" },
        { wire: 12, value: "12", shown: "12" },
      ],
      rejects: [null, ["1"]],
    },
  ],
  badSettings: ["RECORD_NUMBER"],
};
