import { layoutPart } from "../layout-part.ts";
import { settingsSchema } from "../setting-schemas.ts";
import { referenceTableSchema, type ReferenceTableSettings as Settings } from "../source-settings.ts";

export interface ReferenceTableSettings {
  referenceTable: Settings;
}

/** Records of another app that belong to this one: only shown, read anew each time with the reader's own rights. */
export const referenceTable = layoutPart<ReferenceTableSettings>(
  "REFERENCE_TABLE",
  settingsSchema({ referenceTable: referenceTableSchema }, ["referenceTable"]),
);
