import type { FieldExamples } from "../../field-type.ts";

export const examples: FieldExamples<unknown, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: "未処理", value: "未処理" },
        { wire: "", value: null },
      ],
      rejects: [1, null],
    },
  ],
  badSettings: [1],
};
