import { expect, test } from "vitest";
import { changesBetween, restoringOf } from "../../client/pages/record/compare-revisions.ts";
import { tableChanges } from "../../client/pages/record/table-changes.ts";

const change = (code: string, before: unknown, after: unknown, type = "SINGLE_LINE_TEXT") => ({
  ...{ code, label: code, type, before, after },
});
const revision = (n: number, kind: string, ...changes: ReturnType<typeof change>[]) => ({
  ...{ revision: String(n), kind, at: "2026-11-20T06:04:00Z", by: null, changes },
});
const revisions = [
  revision(6, "restored"),
  revision(5, "deleted", change("名", "丙", ""), change("数", "2", null)),
  revision(4, "edited", change("名", "乙", "丙"), change("数", "1", "2", "NUMBER")),
  revision(3, "edited", change("名", "甲", "乙"), change("同意", null, {}, "CONSENT")),
  revision(2, "edited", change("備考", "", "あ")),
  revision(1, "added"),
];
const shown = (changes: readonly { code: string; before: unknown; after: unknown }[]) =>
  changes.map(({ code, before, after }) => [code, before, after]);

test("two revisions: each field once, from its first value to its last; going and coming back is no difference", () => {
  expect(shown(changesBetween(revisions, "2", "6"))).toEqual([
    ["名", "甲", "丙"],
    ["同意", null, {}],
    ["数", "1", "2"],
  ]);
  expect(shown(changesBetween(revisions, "4", "6"))).toEqual([]);
  expect(shown(changesBetween(revisions, "1", "2"))).toEqual([["備考", "", "あ"]]);
  const back = [revision(3, "edited", change("名", "乙", "甲")), revision(2, "edited", change("名", "甲", "乙"))];
  expect(changesBetween(back, "1", "3")).toEqual([]);
});

test("restoring turns the difference round; what the viewer may not edit, and consents, stay", () => {
  const rights = { 名: { viewable: true, editable: true }, 同意: { viewable: true, editable: true } };
  const { changes, kept } = restoringOf(revisions, "2", rights);
  expect(shown(changes)).toEqual([["名", "丙", "甲"]]);
  expect(kept.map(({ code }) => code)).toEqual(["同意", "数"]);
});

test("rows of a table are followed by their ids: added, changed, removed, moved", () => {
  const row = (id: string, name: string) => ({ id, value: { 品名: { type: "SINGLE_LINE_TEXT", value: name } } });
  const before = [row("1", "机"), row("2", "椅子"), row("3", "棚")];
  expect(tableChanges(before, [row("3", "棚"), row("1", "机（大）"), row("9", "灯")])).toEqual({
    rows: [
      { kind: "changed", place: 2, cells: [{ code: "品名", before: "机", after: "机（大）" }] },
      { kind: "added", place: 3, cells: [{ code: "品名", before: undefined, after: "灯" }] },
      { kind: "removed", place: 2, cells: [{ code: "品名", before: "椅子", after: undefined }] },
    ],
    isReordered: true,
  });
  expect(tableChanges(before, before)).toEqual({ rows: [], isReordered: false });
  expect(tableChanges(null, [])).toEqual({ rows: [], isReordered: false });
});
