import { expect, test } from "vitest";
import { calc, computeAll, field, fieldsOf, text } from "./formulas.ts";

const record = fieldsOf(
  ...["a", "b", "空"].map((code) => field(code, "NUMBER")),
  ...["名", "無"].map((code) => field(code, "SINGLE_LINE_TEXT")),
  field("日", "DATE"),
  field("無日", "DATE"),
  field("時", "TIME"),
  field("日時", "DATETIME"),
  field("選", "DROP_DOWN"),
  field("複", "CHECK_BOX"),
  field("表", "SUBTABLE", {
    fields: fieldsOf(field("単価", "NUMBER"), field("品", "SINGLE_LINE_TEXT"), field("色", "MULTI_SELECT")),
  }),
);
const values = {
  ...{
    a: "7",
    b: "2",
    名: "札幌",
    日: "2012-01-19",
    時: "09:31",
    日時: "2012-01-19T07:30:59Z",
    選: "甲",
    複: ["x", "y"],
  },
  表: [{ 単価: "1.5", 品: "薬", 色: ["赤"] }, { 単価: "2", 色: ["青", "白"] }, {}],
};
const compute = (formula: FieldOf) => computeAll({ ...record, f: formula }, values)["f"];
type FieldOf = ReturnType<typeof calc>;

test.each([
  // formula, result
  ["1 + 2 * 3", "7"],
  ["(1 + 2) * 3", "9"],
  ["-2 ^ 2", "-4"],
  ["2 ^ 3 ^ 2", "64"],
  ["2 ^ -2", "0.25"],
  ["2 ^ 2.9", "4"],
  ["0 ^ 0", "1"],
  ["0 ^ -1", "#ERROR!"],
  ["2 ^ 101", "#ERROR!"],
  ["2 ^ 60", "#PRECISION!"],
  ["10 ^ -100", "0"],
  ["--3", "3"],
  ["- a", "-7"],
  ["0.1 + 0.2", "0.3"],
  ["1 / 3", "0.3333"],
  ["2 / 3", "0.6667"],
  ["1 / 3 * 3", "0.9999"],
  ["0.00015 * 10000", "2"], // every literal and every step keeps the decimals of the app
  ["0.00025 * 1", "0.0002"],
  ["999999999999 + 1", "#PRECISION!"],
  ["999999999999 * 10 / 10", "#PRECISION!"],
  ["999999999999 + 0.00025", "999999999999.0002"],
  ["1 / 0", "#ERROR!"],
  ["a / 空", "#ERROR!"],
  ["10000000000000000", "#PRECISION!"],
  ["9999999999999999 + 1", "#PRECISION!"],
  ["123456789012.12345 * 1", "123456789012.1234"], // 16 digits, half to even
  ["0.00000000001", "0"],
  ["空 + 1", "1"],
  ["空", null],
  ["(空)", null],
  ["-空", "0"],
  ["SUM(空)", "0"],
  ["IF(1 > 0, 空, 2)", null],
  ["IF(空 > 0, 1, 2)", "2"],
  ['空 = ""', "1"],
  ["空 = 0", "1"],
  ['a = ""', "0"],
  ['a != ""', "1"],
  ["a <> 7", "0"],
  ["a = 7.00", "1"],
  ["a > b", "1"],
  ["a <= b", "0"],
  ["a >= 7", "1"],
  ['名 = "札幌"', "1"],
  ['名 = "札 幌"', "0"],
  ['選 = "甲"', "1"],
  ['無 = ""', "1"],
  ["日", "1326931200"],
  ["時", "34260"],
  ["日時", "1326958200"],
  ["(日時 - 日) / 3600", "7.5"],
  ["無日", null],
  ["無日 + 86400", "86400"],
  ['IF(無日 = "", 0, 日 - 無日)', "0"],
  ['無日 = ""', "1"],
  ["SUM(1, 2, 3)", "6"],
  ["sum(単価)", "3.5"],
  ["SUM(単価, a, -1)", "9.5"],
  ["IF(a > b, 10, 20)", "10"],
  ["if(0, 1 / 0, 5)", "5"],
  ['IF(a > 100, 1, "")', null],
  ['IF(a > 100, 1, "x") + 1', "#VALUE!"],
  ["AND(a > 1, b > 1)", "1"],
  ["AND(a > 1, b > 2)", "0"],
  ["OR(0, 0, a)", "1"],
  ["NOT(a = 7)", "0"],
  ["AND(1, 1) + 1", "2"],
  ["ROUND(2.5, 0)", "3"],
  ["ROUND(-2.5)", "-3"],
  ["ROUND(1234.567, 2)", "1234.57"],
  ["ROUND(1234.567, -2)", "1200"],
  ["ROUNDUP(1.01, 0)", "2"],
  ["ROUNDUP(-1.01, 0)", "-2"],
  ["ROUNDDOWN(1.99, 1)", "1.9"],
  ["ROUND(1, 31)", "#ERROR!"],
  ['CONTAINS(複, "x")', "1"],
  ['CONTAINS(複, "xy")', "0"],
  ['CONTAINS(名, "幌")', "1"],
  ['CONTAINS(名, "京")', "0"],
  ['CONTAINS(品, "薬")', "1"],
  ['CONTAINS(色, "白")', "1"],
  ['CONTAINS(色, "黒")', "0"],
  ["YEN(a)", null], // text is nothing in a calculation
  ["名", null],
])("CALC %s gives %s", (expression, expected) => {
  expect(compute(calc("f", expression))).toBe(expected);
});

test.each([
  ['名 & "-" & a', "札幌-7"],
  ["空 & 無 & 無日", null],
  ['(a > b) & (a < b) & "x"', "truefalsex"],
  ["空", null],
  ['空 & "x"', "x"],
  ['1 / 3 & ""', "0.3333"],
  ["1 + 2 & 3", "33"],
  ["a", "7"],
  ["YEN(1234567.891, 1)", "¥1,234,567.9"],
  ["YEN(-1234)", "¥-1,234"],
  ["YEN(1, 11)", "#ERROR!"],
  ['"a\\n\\"b\\"\\\\"', 'a "b"\\'],
  ['DATE_FORMAT(日時, "YYYY年MM月dd日 HH:mm", "Asia/Tokyo")', "2012年01月19日 16:30"],
  ['DATE_FORMAT(日時, "YYYY-MM-dd", "Etc/GMT")', "2012-01-19"],
  ['DATE_FORMAT(日時, "yy/M/d E a h:m:s k K", "system")', "12/1/19 Thu PM 4:30:0 16 4"],
  ["DATE_FORMAT(日, \"d 'day' ''\", \"Etc/GMT\")", "19 day '"],
  ['DATE_FORMAT(日, "w", "Etc/GMT")', "#VALUE!"],
  ['DATE_FORMAT(日 * 200, "YYYY", "Etc/GMT")', "#VALUE!"],
  ['DATE_FORMAT(無日, "YYYY", "Etc/GMT")', null],
  ['IF(a > b, "大", "小") & "です"', "大です"],
])("text %s gives %s", (expression, expected) => {
  expect(compute(text("f", expression))).toBe(expected);
});

test.each([
  ["UP", "2", "1 / 3", "0.34"],
  ["DOWN", "2", "2 / 3", "0.66"],
  ["HALF_EVEN", "0", "5 / 2", "2"],
  ["UP", "0", "-5 / 2", "-3"],
  ["DOWN", "10", "1 / 3", "0.3333333333"],
  ["HALF_EVEN", "10", "10 / 7", "1.4285714286"],
  ["HALF_EVEN", "10", "0.00015 * 10000", "1.5"],
  ["HALF_EVEN", "10", "2 ^ -20", "0.0000009537"],
  ["UP", "2", "1 / 3 * 3", "1.02"],
  ["UP", "2", "-0.00001", "-0.01"],
  ["UP", "2", "2 ^ -20", "0.01"],
  ["UP", "27", "0.01 * 1000", "#PRECISION!"],
] as const)("%s with %s decimals: %s is %s", (rounding, decimals, expression, expected) => {
  expect(computeAll(fieldsOf(calc("f", expression)), {}, { digits: 30, decimals: Number(decimals), rounding })).toEqual(
    { f: expected },
  );
});

test("in a row a formula sees the row and what stands outside; outside it sees every row", () => {
  const fields = fieldsOf(
    field("率", "NUMBER"),
    field("表", "SUBTABLE", {
      fields: fieldsOf(
        field("単価", "NUMBER"),
        field("数", "NUMBER"),
        calc("小計", "単価 * 数"),
        calc("税", "ROUNDDOWN(小計 * 率, 0)"),
      ),
    }),
    field("他", "SUBTABLE", { fields: fieldsOf(field("値引", "NUMBER"), calc("割", "値引 / 合計")) }),
    calc("合計", "SUM(小計) + SUM(税) - SUM(値引)"),
  );
  const rows = {
    率: "0.1",
    表: [
      { 単価: "100", 数: "2" },
      { 単価: "15", 数: "1" },
    ],
    他: [{ 値引: "6" }],
  };
  expect(computeAll(fields, rows)).toEqual({ 小計: ["200", "15"], 税: ["20", "1"], 合計: "230", 割: ["0.0261"] });
  expect(computeAll(fields, {})).toEqual({ 小計: [], 税: [], 合計: "0", 割: [] });
});

test("a fault spreads to what reads it, and no further", () => {
  const fields = fieldsOf(
    field("a", "NUMBER"),
    calc("x", "1 / a"),
    calc("y", "x + 1"),
    calc("z", "IF(a = 0, 5, y)"),
    text("t", 'y & ""'),
  );
  expect(computeAll(fields, { a: "0" })).toEqual({ x: "#ERROR!", y: "#ERROR!", z: "5", t: "#ERROR!" });
  expect(computeAll(fields, { a: "4" })).toEqual({ x: "0.25", y: "1.25", z: "1.25", t: "1.25" });
});
