import type { ConsentValue, FieldExamples } from "../../field-type.ts";
import type { ConsentIntent, ConsentSettings } from "./consent.ts";

export const examples: FieldExamples<ConsentSettings, ConsentValue | ConsentIntent> = {
  cases: [
    {
      settings: {
        statement: "同意します",
        terms: [{ version: "1", title: "規約", body: "<p>…</p>", effectiveOn: "2026-04-01" }],
      },
      accepts: [
        { wire: { action: "AGREE", version: "1" }, value: { action: "AGREE", version: "1" } },
        {
          wire: { action: "WITHDRAW" },
          value: { action: "WITHDRAW", version: "" },
          shown: { action: "WITHDRAW", version: "" },
        },
      ],
      rejects: [
        null,
        "AGREED",
        { action: "AGREE" },
        { action: "WITHDRAW", version: "1" },
        { action: "AGREE", version: "1", at: "2020-01-01T00:00:00Z" },
        { state: "AGREED", version: "1", entries: [] },
      ],
    },
  ],
  badSettings: [{}, { statement: "", terms: [] }, { statement: "a", terms: [{ version: "1" }] }],
};
