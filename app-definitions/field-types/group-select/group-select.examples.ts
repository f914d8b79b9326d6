import type { FieldExamples, Principal } from "../../field-type.ts";
import type { PrincipalSettings } from "../principals.ts";

const named = (code: string) => ({ code, name: "" });

export const examples: FieldExamples<PrincipalSettings, readonly Principal[]> = {
  cases: [
    {
      settings: {},
      accepts: [
        {
          wire: [{ code: "a" }, { code: "b" }],
          value: [named("a"), named("b")],
          shown: [named("a"), named("b")],
          text: "a, b",
        },
        { wire: [{ code: "a", name: "forged" }, { code: "a" }], value: [named("a")], shown: [named("a")] },
        { wire: [], value: null },
        { wire: null, value: null, shown: [] },
      ],
      rejects: ["a", [{}], [{ code: "" }], [{ code: 1 }], { code: "a" }],
    },
  ],
  badSettings: [{ entities: [{ type: "ROBOT", code: "a" }] }, { defaultValue: "a" }],
};
