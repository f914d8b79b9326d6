import { expect, test } from "vitest";
import type { LayoutRow } from "../../app-definitions/definition.ts";
import { sectionsOf, tabOfField } from "../../client/form-sections.ts";
import { matchPath } from "../../client/router-paths.ts";
import { findConflicts, problemsByField, toRequest } from "../../client/pages/record/write-value.ts";
import { fixtureApp } from "./fixture-data.ts";

const app = fixtureApp("2", "01-hospital.json");
const cell = (value: unknown) => ({ type: "", value });

test("a request carries keys and codes, and nothing that only the server may say", () => {
  const table = Object.values(app.fields.properties).find(({ type }) => type === "SUBTABLE");
  const inner = Object.keys(table?.fields ?? {})[0] ?? "";
  const edits = new Map<string, unknown>([
    ["医療機関名", "さくら"],
    ["提出資料", [{ fileKey: "k", name: "a.pdf", contentType: "application/pdf", size: "3" }]],
    ["事務局担当者", [{ code: "office", name: "田中 健" }]],
    [table?.code ?? "", [{ id: "3", value: { [inner]: cell("x") } }, { value: {} }]],
    ["参加同意", { action: "AGREE", version: "1" }],
    ["取り消した変更", undefined],
  ]);
  expect(toRequest(app, edits)).toEqual({
    医療機関名: { value: "さくら" },
    提出資料: { value: [{ fileKey: "k" }] },
    事務局担当者: { value: [{ code: "office" }] },
    [table?.code ?? ""]: { value: [{ id: "3", value: { [inner]: { value: "x" } } }, { value: {} }] },
    参加同意: { value: { action: "AGREE", version: "1" } },
  });
});

test.each([
  // base  saved  mine   conflict
  ["a", "a", "b", false],
  ["a", "b", "b", false],
  ["a", "b", "c", true],
  ["", "b", "c", true],
])("from %j, saved %j, mine %j: conflict %j", (base, saved, mine, isConflict) => {
  const conflicts = findConflicts(
    app,
    { 医療機関名: cell(base) },
    { 医療機関名: cell(saved) },
    new Map([["医療機関名", mine]]),
  );
  expect(conflicts.length > 0).toBe(isConflict);
});

test.each([
  ["record.名前.value", "名前"],
  ["record.名前.values[0].value", "名前"],
  ["record[名前].value", ""],
  ["records[3].名前.value", "名前"],
  ["record.表.value[2].value.中.value", "表/2/中"],
  ["record.表.value[0].value.中.values[1].value", "表/0/中"],
  ["record.名前", "名前"],
  ["app", ""],
])("%s is a problem of %j", (path, key) => {
  expect(Object.keys(problemsByField({ [path]: { messages: ["x"] } }))).toEqual([key]);
});

test("every named cell of the layout stands in exactly one part of the page", () => {
  const codes = (rows: readonly LayoutRow[]): string[] =>
    rows.flatMap((row) =>
      row.type === "ROW"
        ? row.fields.flatMap(({ code }) => code ?? [])
        : row.type === "SUBTABLE"
          ? [row.code]
          : codes(row.layout),
    );
  const parts = [...sectionsOf(app).values()].flatMap(codes);
  expect([...parts].sort()).toEqual(codes(app.layout.layout).sort());
  expect(tabOfField(app, "参加同意")).toBe("consent");
  expect(tabOfField(app, "医療機関名")).toBe("");
});

test.each([
  ["/apps/:app", "/apps/3", { app: "3" }],
  ["/apps/:app", "/apps/3/new", undefined],
  ["/apps/:app/new", "/apps/3/new", { app: "3" }],
  ["/admin/*", "/admin/users/7", { rest: "users/7" }],
  ["/admin/*", "/admin", { rest: "" }],
  ["/", "/", {}],
  ["/", "/x", undefined],
])("%s at %s gives %j", (pattern, path, params) => {
  expect(matchPath(pattern, path)).toEqual(params);
});
