import fc from "fast-check";
import { expect, test } from "vitest";
import { FormulaProblem, formulaLimits } from "../../app-definitions/expressions/expression.ts";
import { parseExpression } from "../../app-definitions/expressions/parse-expression.ts";
import { calc, computeAll, field, fieldsOf, refusals, text } from "./formulas.ts";

const others = [
  field("a", "NUMBER"),
  field("名", "SINGLE_LINE_TEXT"),
  field("複", "CHECK_BOX"),
  field("資料", "FILE"),
  field("リンク", "LINK"),
  field("担当", "USER_SELECT"),
  field("表", "SUBTABLE", { fields: fieldsOf(field("単価", "NUMBER"), field("品", "SINGLE_LINE_TEXT")) }),
];

test.each([
  // formula, reason and the word that is wrong
  ["", "syntax"],
  ["   ", "syntax"],
  ["1 +", "syntax"],
  ["1 2", "syntax 2"],
  ["(1", "syntax"],
  ["1)", "syntax )"],
  ["()", "syntax )"],
  ["a a", "syntax a"],
  ["1 = = 2", "syntax ="],
  ["'x'", "syntax '"],
  ['"open', 'syntax "'],
  ['"bad \\q"', 'syntax "'],
  ["a % 2", "syntax %"],
  ["a; 1", "syntax ;"],
  ["1" + "0".repeat(60), `syntax ${"1".padEnd(20, "0")}`],
  ["1e999", "syntax 1e999"],
  ["IF(1,,2)", "syntax ,"],
  ["a＋1", "full-width ＋"],
  ["（a)", "full-width （"],
  ["１ + 1", "full-width １"],
  ["a × 2", "full-width ×"],
  ["b + 1", "unknown-code b"],
  ["toString + 1", "unknown-code toString"],
  ["__proto__", "unknown-code __proto__"],
  ["constructor", "unknown-code constructor"],
  ["EVAL(1)", "unknown-function EVAL"],
  ['REPT("x", 9)', "unknown-function REPT"],
  ["toString(1)", "unknown-function toString"],
  ["IF(1, 2)", "arity IF"],
  ["IF(1, 2, 3, 4)", "arity IF"],
  ["NOT(1, 2)", "arity NOT"],
  ["SUM()", "arity SUM"],
  ['DATE_FORMAT(a, "YYYY")', "arity DATE_FORMAT"],
  [`AND(${Array(33).fill("1").join(",")})`, "arity AND"],
  ["名 + 1", "type 名"],
  ['"1" + 1', "type 1"],
  ["-名", "type 名"],
  ["名 > 1", "type 名"],
  ["名 = 1", "type ="],
  ['a = "x"', "type ="],
  ["IF(名, 1, 2)", "type 名"],
  ["ROUND(名, 1)", "type 名"],
  ['CONTAINS(a, "x")', "type a"],
  ["CONTAINS(複, 1)", "type 1"],
  ["SUM(品)", "array 品"],
  ["(名 & 1) + 1", "type &"],
  ['DATE_FORMAT(a, "YYYY", 名)', "type 名"],
  ['DATE_FORMAT(a, "YYYY", "Mars/Base")', "type Mars/Base"],
  ['DATE_FORMAT(a, 1, "Etc/GMT")', "type 1"],
  ["単価 + 1", "array 単価"],
  ["複", "array 複"],
  ['複 & ""', "array 複"],
  ['CONTAINS(単価, "1")', "array 単価"],
  ["資料", "unreferable 資料"],
  ["リンク", "unreferable リンク"],
  ["担当", "unreferable 担当"],
  ["表", "unreferable 表"],
  ["f + 1", "cycle f"],
])("%j is refused: %s", (expression, expected) => {
  expect(refusals(fieldsOf(...others, calc("f", expression)))).toEqual([`f: ${expected}`]);
});

test("cycles through several fields and through tables are found, and the other formulas stay", () => {
  const fields = fieldsOf(
    calc("x", "y + 1"),
    calc("y", "z + 1"),
    calc("z", "SUM(w)"),
    field("表", "SUBTABLE", { fields: fieldsOf(calc("w", "x * 2")) }),
    calc("sound", "1"),
  );
  expect(refusals(fields).every((line) => line.includes("cycle"))).toBe(true);
  expect(refusals(fields)).not.toHaveLength(0);
});

/** The quickest of some runs, so that a busy machine is not taken for a slow parser. */
function quickestMs(work: () => void): number {
  const runs = Array.from({ length: 7 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...runs);
}

const nested = (open: string, inner: string, close: string, times: number) =>
  open.repeat(times) + inner + close.repeat(times);

test.each([
  ["100,000 characters", "1".repeat(100_000)],
  ["50,000 parentheses", nested("(", "1", ")", 4_999)],
  ["101 parentheses", nested("(", "1", ")", 101)],
  ["5,000 signs", `${"-".repeat(5_000)}1`],
  ["3,000 sums", Array(3_000).fill("1").join("+")],
  ["nested IF", nested("IF(1,", "1", ",0)", 1_000)],
  ["open text", `"${"\\\\".repeat(4_900)}`],
  ["10,000 blanks", " ".repeat(10_000)],
  ["powers of powers", Array(3_000).fill("9").join("^")],
  ["surrogates", "\ud800".repeat(10_000)],
  ["right to left", "\u202e".repeat(5_000)],
  ["combining marks", `1${"\u0301".repeat(9_000)}`],
])("%s stop within 50 ms", (_, formula) => {
  expect(quickestMs(() => expect(() => parseExpression(formula)).toThrow(FormulaProblem))).toBeLessThan(50);
});

test.each([
  ["powers", calc("f", Array(900).fill("9").join("^")), {}, "#PRECISION!"],
  ["doubled text", text("x9", "x8 & x8 & x8 & x8 & x8 & x8 & x8 & x8"), {}, "#ERROR!"],
  ["a sum over 10,001 rows", calc("f", "SUM(単価)"), { 表: Array(10_001).fill({ 単価: "1" }) }, "#ERROR!"],
])("%s compute within 50 ms", (_, formula, values, expected) => {
  const doubling = [
    text("x0", '"0123456789"'),
    ...Array.from({ length: 8 }, (_, at) => text(`x${at + 1}`, Array(8).fill(`x${at}`).join("&"))),
  ];
  const fields = fieldsOf(...others, ...doubling, formula);
  expect(computeAll(fields, values)[formula.code]).toBe(expected);
  expect(quickestMs(() => computeAll(fields, values))).toBeLessThan(50);
});

test("a table of 5,000 rows with a formula of 100 parts is not computed at all", () => {
  const long = Array(100).fill("単価").join("+");
  const fields = fieldsOf(
    field("表", "SUBTABLE", { fields: fieldsOf(field("単価", "NUMBER"), calc("計", long)) }),
    calc("合計", "SUM(計)"),
  );
  const rows = { 表: Array(5_000).fill({ 単価: "1" }) };
  expect(computeAll(fields, rows)["合計"]).toBe("#ERROR!");
  expect(quickestMs(() => computeAll(fields, rows))).toBeLessThan(50);
  expect(computeAll(fields, { 表: Array(500).fill({ 単価: "1" }) })["合計"]).toBe("50000");
});

test("any text at all is read or refused, never anything else", () => {
  const pieces = fc.constantFrom(
    "a",
    "名",
    "IF",
    "SUM",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "^",
    "&",
    "=",
    "<>",
    '"x"',
    "1",
    ".5",
    " ",
    "単価",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.array(pieces, { maxLength: 40 }).map((list) => list.join("")),
      ),
      (formula) => {
        for (const found of refusals(fieldsOf(...others, calc("f", formula)))) expect(found).toMatch(/^f: [a-z-]+/);
      },
    ),
    { numRuns: 1_000, seed: 1 },
  );
});

test("results do not depend on the order in which fields stand", () => {
  const operators = fc.constantFrom("+", "-", "*", "/", "^", "&");
  const formulas = fc.array(fc.tuple(operators, fc.nat(), fc.nat()), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(formulas, fc.integer({ min: -50, max: 50 }), fc.infiniteStream(fc.nat()), (shapes, a, random) => {
      // Each formula reads earlier ones only, so there is no cycle; some are text, some divide by zero.
      const fields = [
        field("v0", "NUMBER"),
        ...shapes.map(([operator, left, right], at) => {
          const read = (n: number) => `(0 + v${n % (at + 1)})`;
          return operator === "&"
            ? calc(`v${at + 1}`, `IF(${read(left)} > 0, ${read(right)}, "")`)
            : calc(`v${at + 1}`, `${read(left)} ${operator} ${read(right)}`);
        }),
      ];
      const keyed = fields.map((one) => ({ one, key: random.next().value as number }));
      const shuffled = keyed.sort((x, y) => x.key - y.key).map(({ one }) => one);
      expect(computeAll(fieldsOf(...shuffled), { v0: String(a) })).toEqual(
        computeAll(fieldsOf(...fields), { v0: String(a) }),
      );
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("the limits are those of the documentation", () => {
  expect(formulaLimits).toMatchObject({ steps: 10_000, args: 32 });
});
