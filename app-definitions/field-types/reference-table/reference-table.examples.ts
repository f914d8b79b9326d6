import type { FieldExamples } from "../../field-type.ts";
import type { ReferenceTableSettings } from "./reference-table.ts";

const referenceTable = {
  relatedApp: { code: "inspections" },
  condition: { field: "コード", relatedField: "機関コード" },
  displayFields: ["点検日"],
};

export const examples: FieldExamples<ReferenceTableSettings, never> = {
  cases: [
    { settings: { referenceTable }, accepts: [], rejects: ["", null, []] },
    { settings: { referenceTable: { ...referenceTable, filterCond: "", sort: "", size: "50" } }, accepts: [] },
  ],
  badSettings: [
    {},
    { referenceTable: { ...referenceTable, displayFields: [] } },
    { referenceTable: { ...referenceTable, size: "7" } },
    { referenceTable: { ...referenceTable, condition: { field: "a" } } },
  ],
};
