import type { FieldExamples } from "../../field-type.ts";

export const examples: FieldExamples<unknown, readonly string[]> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: ["東日本", "病院"], value: ["東日本", "病院"], text: "東日本, 病院" },
        { wire: ["病院", "病院"], value: ["病院"], shown: ["病院"] },
        { wire: [], value: null },
        { wire: null, value: null, shown: [] },
      ],
      rejects: ["病院", [1], [null], [{ code: "病院" }]],
    },
  ],
  badSettings: [1],
};
