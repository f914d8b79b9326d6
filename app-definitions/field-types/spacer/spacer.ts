import { layoutPart } from "../layout-part.ts";
import { settingsSchema, words } from "../setting-schemas.ts";

export interface SpacerSettings {
  elementId?: string;
}

/** Empty room on the form. */
export const spacer = layoutPart<SpacerSettings>("SPACER", settingsSchema({ elementId: { ...words, maxLength: 64 } }));
