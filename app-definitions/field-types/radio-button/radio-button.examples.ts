import type { FieldExamples } from "../../field-type.ts";
import type { RadioButtonSettings } from "./radio-button.ts";

export const examples: FieldExamples<RadioButtonSettings, string> = {
  cases: [
    {
      settings: { options: { 必要: { label: "必要", index: "0" }, 不要: { label: "不要", index: "1" } } },
      accepts: [
        { wire: "必要", value: "必要", text: "必要" },
        { wire: null, value: null },
        { wire: "", value: null, shown: null },
      ],
      rejects: [true, ["必要"]],
      faulty: [["未定", ["not-option"]]],
    },
  ],
  badSettings: [{ options: [] }, { options: { a: { label: "a", index: "0" } }, align: "LEFT" }],
};
