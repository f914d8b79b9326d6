import type { MatrixRow } from "../../server/records/explaining/read-matrix.ts";
import type { ShownExplanation, ShownLine } from "../../server/records/explaining/explain.ts";

const line = (at: number, type: ShownLine["entity"]["type"], name: string, includeSubs = false): ShownLine => ({
  ...{ at, name, includeSubs, entity: { type, code: name } },
});

/** An explanation with something to say in every layer. */
export const explanation: ShownExplanation = {
  user: { code: "office", name: "田中 健", isActive: true, isAdministrator: false },
  app: {
    decidedBy: line(1, "GROUP", "医療機関"),
    passed: [line(0, "GROUP", "事務局")],
    rights: { view: true, add: false, edit: true, delete: false, manage: false, import: false, export: false },
    dropped: ["import"],
    isByAdministrator: false,
  },
  record: {
    ...{ id: "1", title: "さくら総合病院", how: "line" },
    block: { at: 1, filterCond: "" },
    passedBlocks: [{ at: 0, filterCond: '都道府県 in ("沖縄県")', isDecided: true }],
    decidedBy: line(1, "FIELD_ENTITY", "医療機関", true),
    passed: [line(0, "GROUP", "事務局")],
    rights: { view: true, edit: true, delete: false },
    dropped: [],
  },
  field: {
    ...{ code: "電話番号", label: "電話番号", how: "line", accessibility: "READ", isWritable: true, tabLabel: "支援" },
    decidedBy: line(0, "ORGANIZATION", "医療機関"),
    passed: [],
    tab: { code: "support", filterCond: 'バックアップ支援の要否 in ("必要")', exists: true },
  },
  verdicts: {
    view: { isGranted: true, refusedBy: [] },
    edit: { isGranted: true, refusedBy: [] },
    delete: { isGranted: false, refusedBy: ["app", "record"] },
    "view-field": { isGranted: true, refusedBy: [] },
    "edit-field": { isGranted: false, refusedBy: ["field"] },
  },
};

/** Two people, one of whom may do little. */
export function matrix(isOfRecord: boolean): { people: MatrixRow[]; next: number | null } {
  const { rights } = explanation.app;
  const record = isOfRecord ? { view: true, edit: false, delete: false } : null;
  return {
    people: [
      { code: "office", name: "田中 健", isActive: true, app: { ...rights, manage: true }, record },
      { code: "gone", name: "退職 花子", isActive: false, app: rights, record },
    ],
    next: 50,
  };
}
