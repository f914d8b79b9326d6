import type { FieldExamples } from "../../field-type.ts";

export const examples: FieldExamples<unknown, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        { wire: "2026-11-01T02:03:00Z", value: "2026-11-01T02:03:00Z" },
        { wire: "2026-11-01T02:03:04.567Z", value: "2026-11-01T02:03:00Z", shown: "2026-11-01T02:03:00Z" },
        { wire: "", value: null },
      ],
      rejects: [0, null],
    },
  ],
  badSettings: [1],
};
