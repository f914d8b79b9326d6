import type { FieldExamples } from "../../field-type.ts";
import type { LabelSettings } from "./label.ts";

export const examples: FieldExamples<LabelSettings, never> = {
  cases: [{ settings: {}, accepts: [], rejects: ["", null, []] }],
  badSettings: [{ label: 1 }],
};
