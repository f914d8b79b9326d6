import type { FieldExamples } from "../../field-type.ts";
import type { HrSettings } from "./hr.ts";

export const examples: FieldExamples<HrSettings, never> = {
  cases: [{ settings: {}, accepts: [], rejects: ["", null, []] }],
  badSettings: [{ elementId: 1 }],
};
