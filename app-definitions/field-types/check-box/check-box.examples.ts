import type { FieldExamples } from "../../field-type.ts";
import type { CheckBoxSettings } from "./check-box.ts";

export const examples: FieldExamples<CheckBoxSettings, readonly string[]> = {
  cases: [
    {
      settings: { options: { a: { label: "あ", index: "0" }, b: { label: "い", index: "1" } } },
      accepts: [
        { wire: ["b", "a"], value: ["b", "a"], text: "い, あ" },
        { wire: ["a", "a"], value: ["a"], shown: ["a"] },
        { wire: [], value: null },
        { wire: null, value: null, shown: [] },
      ],
      rejects: ["a", [1], [null]],
      faulty: [
        [
          ["a", "c", "toString"],
          ["not-option", "not-option"],
        ],
      ],
    },
  ],
  badSettings: [{ options: { a: { label: "a", index: "0" } }, defaultValue: "a" }],
};
