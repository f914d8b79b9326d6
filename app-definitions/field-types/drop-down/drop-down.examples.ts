import type { FieldExamples } from "../../field-type.ts";
import type { DropDownSettings } from "./drop-down.ts";

export const examples: FieldExamples<DropDownSettings, string> = {
  cases: [
    {
      settings: { options: { 東京: { label: "東京都", index: "1" }, 大阪: { label: "大阪府", index: "0" } } },
      accepts: [
        { wire: "東京", value: "東京", text: "東京都" },
        { wire: "", value: null, shown: null },
        { wire: null, value: null },
      ],
      rejects: [1, ["東京"], { value: "東京" }],
      faulty: [
        ["京都", ["not-option"]],
        ["constructor", ["not-option"]],
        ["__proto__", ["not-option"]],
      ],
    },
  ],
  badSettings: [
    {},
    { options: {} },
    { options: { a: { label: "a" } } },
    { options: { "": { label: "a", index: "0" } } },
  ],
};
