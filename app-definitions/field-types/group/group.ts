import { layoutPart } from "../layout-part.ts";
import { flag, settingsSchema } from "../setting-schemas.ts";

export interface GroupSettings {
  openGroup?: boolean;
}

/** A block of fields that folds; its fields stand in the layout. */
export const group = layoutPart<GroupSettings>("GROUP", settingsSchema({ openGroup: flag }), { openGroup: false });
