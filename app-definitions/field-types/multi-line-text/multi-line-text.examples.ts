import type { FieldExamples } from "../../field-type.ts";
import type { MultiLineTextSettings } from "./multi-line-text.ts";

export const examples: FieldExamples<MultiLineTextSettings, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: "一行目\n二行目", value: "一行目\n二行目" },
        { wire: "a\r\nb\rc", value: "a\nb\nc", shown: "a\nb\nc" },
        { wire: "", value: null },
        { wire: "a\0b", value: "ab", shown: "ab" },
      ],
      rejects: [0, false, ["a"]],
    },
  ],
  badSettings: [{ defaultValue: 1 }],
};
