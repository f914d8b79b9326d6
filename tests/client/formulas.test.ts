import { expect, test } from "vitest";
import { prepareFormulas } from "../../client/pages/record/formulas.ts";
import { keyOf } from "../../client/row-keys.ts";
import type { App, RecordCells } from "../../client/wire.ts";

const field = (type: string, code: string, more: object = {}) => ({ [code]: { type, code, label: code, ...more } });
const calc = (code: string, expression: string, more: object = {}) => field("CALC", code, { expression, ...more });
const appOf = (properties: object) => ({ fields: { properties }, numberPrecision: null }) as unknown as App;
const cells = (values: Readonly<Record<string, unknown>>): RecordCells =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { type: "", value }]));
const valuesOf = (properties: object, values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(prepareFormulas(appOf(properties))(cells(values))).map(([code, { value }]) => [code, value]),
  );

test("formulas follow what is typed, in their order, in any width; what is not finished counts as empty", () => {
  const properties = {
    ...field("NUMBER", "数"),
    ...field("NUMBER", "値"),
    ...calc("税込", "金額*1.1"),
    ...calc("金額", "数*値"),
    ...field("SINGLE_LINE_TEXT", "見出し", { expression: '"計"&金額&"円"' }),
    ...field("DATE", "日"),
    ...calc("翌日", "日+86400", { format: "DATE" }),
  };
  const given = { 数: "１２", 値: "1,500", 日: "2026-11-21" };
  expect(valuesOf(properties, given)).toMatchObject({
    金額: "18000",
    税込: "19800",
    見出し: "計18000円",
    翌日: "2026-11-22",
  });
  expect(valuesOf(properties, { ...given, 数: "-", 日: "2026-1" })).toMatchObject({ 金額: "0" });
});

test("a fault says so in kintone's word; a formula over what is hidden is left to the server", () => {
  const properties = { ...field("SINGLE_LINE_TEXT", "名"), ...calc("商", "1/0"), ...calc("影", "隠れた数*2") };
  expect(valuesOf(properties, { 名: "a", 影: "4" })).toEqual({
    名: "a",
    商: expect.stringMatching(/^#\w+!$/),
    影: "4",
  });
});

test("rows are computed each for itself and summed; a changed row stays the same row, others the same object", () => {
  const properties = {
    ...field("SUBTABLE", "表", { fields: { ...field("NUMBER", "数"), ...calc("倍", "数*2") } }),
    ...calc("和", "SUM(倍)"),
  };
  const rows = [
    { value: { 数: { value: "3" }, 倍: { value: "6" } } },
    { value: { 数: { value: "4" }, 倍: { value: "" } } },
  ];
  const { 表, 和 } = valuesOf(properties, { 表: rows }) as { 表: typeof rows; 和: string };
  expect(和).toBe("14");
  expect(表[0]).toBe(rows[0]);
  expect(表[1]!.value.倍.value).toBe("8");
  expect(keyOf(表[1]!)).toBe(keyOf(rows[1]!));
});
