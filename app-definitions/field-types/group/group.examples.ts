import type { FieldExamples } from "../../field-type.ts";
import type { GroupSettings } from "./group.ts";

export const examples: FieldExamples<GroupSettings, never> = {
  cases: [{ settings: {}, accepts: [], rejects: ["", null, []] }],
  badSettings: [{ openGroup: "yes" }],
};
