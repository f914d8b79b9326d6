import type { FieldExamples } from "../../field-type.ts";
import type { SpacerSettings } from "./spacer.ts";

export const examples: FieldExamples<SpacerSettings, never> = {
  cases: [{ settings: {}, accepts: [], rejects: ["", null, []] }],
  badSettings: [{ elementId: "x".repeat(65) }],
};
