import { expect, test } from "vitest";
import { compareDecimals, normalizeDecimal } from "../../app-definitions/field-types/decimal.ts";
import { compareStored } from "../../server/query/column-kinds.ts";
import { foldText } from "../../server/query/fold-text.ts";
import { grams, pairs } from "../../server/query/grams.ts";

test.each([
  ["ｶﾞｲﾄﾞ", "がいど"],
  ["ガイド", "がいど"],
  ["か\u3099いど", "がいど"],
  ["ＡＢＣ　１２", "abc 12"],
  [" a\n\t b　", "a b"],
  ["ヴヶヽヾー", "ゔゖゝゞー"],
  ["㈱", "(株)"],
  ["ΑΣ", "ας".replace("ς", "σ")],
  ["𠮷野家", "𠮷野家"],
  ["", ""],
  ["　", ""],
])("%j folds to %j", (text, expected) => {
  expect(foldText(text)).toBe(expected);
  expect(foldText(foldText(text))).toBe(expected);
});

test("pairs of neighbours, each once, none across white space or 、 。", () => {
  expect(pairs("ababa")).toHaveLength(2);
  expect(pairs("a b、c。d")).toEqual([]);
  expect(pairs("")).toEqual([]);
  expect(pairs("病")).toEqual([]);
  for (const pair of pairs("𠮷野家\u{10ffff}\u{10fffe}")) expect(pair | 0).toBe(pair);
});

test("a search row has the pairs of its words and none of its field numbers", () => {
  expect(grams("\n12:\tab\n13:4\tbc")).toEqual([...pairs("ab"), ...pairs("bc")]);
});

test.each([
  ["10", "9"],
  ["0", "-1"],
  ["-9", "-10"],
  ["0.1", "0.09"],
  ["-0.09", "-0.1"],
  ["100000000000000000000.1", "100000000000000000000"],
  ["1.5", "1"],
])("%s is more than %s", (a, b) => {
  expect(compareDecimals(a, b)).toBeGreaterThan(0);
  expect(compareDecimals(b, a)).toBeLessThan(0);
  expect(compareDecimals(a, normalizeDecimal(`+${a}0`.includes(".") ? `${a}0` : a)!)).toBe(0);
});

test("text is sorted by code point, as PostgreSQL does, also beyond U+FFFF", () => {
  const sorted = ["", "a", "ab", "あ", "\uffee", "𠮷", "\u{10ffff}"];
  expect([...sorted].reverse().sort((a, b) => compareStored("text", a, b))).toEqual(sorted);
});
