import type { FieldExamples } from "../../field-type.ts";
import type { SingleLineTextSettings } from "./single-line-text.ts";

export const examples: FieldExamples<SingleLineTextSettings, string> = {
  cases: [
    {
      settings: { minLength: "2", maxLength: "4" },
      accepts: [
        { wire: "病院", value: "病院" },
        { wire: "𠮷野家𩸽", value: "𠮷野家𩸽" },
        { wire: "a\nb", value: "a b", shown: "a b" },
      ],
      rejects: [1, ["a"], { value: "a" }],
      faulty: [
        ["12345", ["too-long"]],
        ["1", ["too-short"]],
      ],
    },
    {
      settings: {},
      accepts: [
        { wire: "", value: null },
        { wire: null, value: null, shown: "" },
      ],
    },
  ],
  badSettings: [{ maxLength: "long" }, { required: "yes" }, { expression: 1 }],
};
