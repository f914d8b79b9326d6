import { layoutPart } from "../layout-part.ts";
import { settingsSchema, words } from "../setting-schemas.ts";

export interface HrSettings {
  elementId?: string;
}

/** A rule across the form. */
export const hr = layoutPart<HrSettings>("HR", settingsSchema({ elementId: words }));
