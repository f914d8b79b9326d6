import type { FieldExamples, Principal } from "../../field-type.ts";

export const examples: FieldExamples<unknown, readonly Principal[]> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: { code: "a" }, value: [{ code: "a", name: "" }], shown: { code: "a", name: "" }, text: "a" },
        { wire: { code: "" }, value: null, shown: { code: "", name: "" } },
      ],
      rejects: ["a", [{ code: "a" }], null],
    },
  ],
  badSettings: [1],
};
