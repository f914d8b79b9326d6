import { layoutPart } from "../layout-part.ts";
import { settingsSchema, words } from "../setting-schemas.ts";

export interface LabelSettings {
  label?: string;
  elementId?: string;
}

/** Formatted text on the form; the layout holds it. */
export const label = layoutPart<LabelSettings>("LABEL", settingsSchema({ label: words, elementId: words }));
