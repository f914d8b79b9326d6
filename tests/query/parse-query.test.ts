import { expect, test } from "vitest";
import { Failure } from "../../server/errors.ts";
import { parseQuery, type ParsedCondition } from "../../server/query/parse-query.ts";

/** The tree with every pair of parentheses written out. */
function show(condition: ParsedCondition | null): string {
  if (condition === null) return "";
  if (condition.kind !== "test") return `(${condition.of.map(show).join(` ${condition.kind} `)})`;
  const operands = condition.operands.map((one) =>
    one.kind === "function"
      ? `${one.name}[${one.args.join()}]`
      : one.kind === "text"
        ? JSON.stringify(one.text)
        : one.text,
  );
  return [condition.code, condition.operator, ...operands].join(" ");
}

test.each([
  ["", ""],
  ["  \u3000\n", ""],
  ['氏名 = "山田"', '氏名 = "山田"'],
  ["a=1 and b=2 or c=3", "((a = 1 and b = 2) or c = 3)"],
  ["a=1 or b=2 and c=3", "(a = 1 or (b = 2 and c = 3))"],
  ["(a=1 or b=2) and c=3", "((a = 1 or b = 2) and c = 3)"],
  ["((a=1))", "a = 1"],
  ["a\u3000=\u30001", "a = 1"],
  ["A NOT IN (1,2) AND B Is Not Empty", "(A not in 1 2 and B is not empty)"],
  ['a not like "x"', 'a not like "x"'],
  ['a = "\\"\\\\\\n\\t"', 'a = "\\"\\\\\\n\\t"'],
  ['a = "and (b = 1) or \u3000"', 'a = "and (b = 1) or \u3000"'],
  ["a>=-1.5", "a >= -1.5"],
  ["a!=.5", "a != .5"],
  ['u in (LOGINUSER(), "x")', 'u in LOGINUSER[] "x"'],
  ["d > from_today(-5, DAYS)", "d > FROM_TODAY[-5,DAYS]"],
  ['d = THIS_WEEK("SUNDAY")', "d = THIS_WEEK[SUNDAY]"],
  ["ご意見・ご要望 is empty", "ご意見・ご要望 is empty"],
  ["(a=1) and $id > 5", "(a = 1 and $id > 5)"],
  ["limit = 1", "limit = 1"],
  ["order in (1)", "order in 1"],
])("%j reads as %j", (query, expected) => {
  expect(show(parseQuery(query).condition)).toBe(expected);
});

test.each([
  ["order by a", { order: ["a asc"], limit: null, offset: null }],
  [
    "a=1 ORDER BY a DESC, 更新日時 asc,b limit 10 offset 20",
    { order: ["a desc", "更新日時 asc", "b asc"], limit: 10, offset: 20 },
  ],
  ["limit 500", { order: [], limit: 500, offset: null }],
  ["limit 0", { order: [], limit: 0, offset: null }],
  ["offset 10000", { order: [], limit: null, offset: 10_000 }],
  ["(a=1) and $id > 3 order by $id asc limit 500", { order: ["$id asc"], limit: 500, offset: null }],
])("%j sorts and cuts", (query, expected) => {
  const { order, limit, offset } = parseQuery(query);
  expect({ order: order.map(({ code, direction }) => `${code} ${direction}`), limit, offset }).toEqual(expected);
});

const deep = (levels: number) => `${"(".repeat(levels)}a=1${")".repeat(levels)}`;

test.each([
  ["a", "query/syntax", 1],
  ["a =", "query/syntax", 3],
  ["= 1", "query/syntax", 0],
  ["a = 'x'", "query/syntax", 4],
  ['a = "x', "query/syntax", 4],
  ['a = "x\n"', "query/syntax", 6],
  ['a = "\\x"', "query/syntax", 6],
  ["a = b", "query/syntax", 4],
  ["a in ()", "query/syntax", 6],
  ["a in 1", "query/syntax", 5],
  ["a in (1,)", "query/syntax", 8],
  ["a not = 1", "query/syntax", 6],
  ["a is not", "query/syntax", 8],
  ["a = 1 b = 2", "query/syntax", 6],
  ["a = 1 and", "query/syntax", 9],
  ["and a = 1", "query/syntax", 4],
  ["(a = 1", "query/syntax", 6],
  ["a = 1)", "query/syntax", 5],
  ["not a = 1", "query/syntax", 4],
  ["a ! = 1", "query/syntax", 2],
  ["a = 1; drop table x", "query/syntax", 4],
  ["order by", "query/syntax", 8],
  ["limit 10 order by a", "query/syntax", 9],
  ["limit -1", "query/syntax", 6],
  ["offset 1 limit 1", "query/syntax", 9],
  ["limit 501", "query/limit", undefined],
  ["offset 10001", "query/offset", undefined],
  [deep(33), "query/syntax", 32],
  [Array.from({ length: 101 }, () => 'a like "x"').join(" or "), "query/syntax", 1400],
  [`order by ${Array.from({ length: 51 }, () => "a").join()}`, "query/syntax", 109],
  [Array.from({ length: 21 }, () => "l.a in (1)").join(" or "), "query/syntax", 280],
  [`a in (${Array.from({ length: 2000 }, () => "1").join()})`, "query/syntax", undefined],
  [`a = "${"x".repeat(100_000)}"`, "query/syntax", 100_000],
] as const)("refuses %j as %s", (query, kind, position) => {
  const failure = failureOf(() => parseQuery(query));
  expect(failure.kind).toBe(kind);
  if (position !== undefined) expect(failure.params).toEqual({ position });
});

test("reads 32 levels and 1,999 values", () => {
  expect(parseQuery(deep(32)).condition).toMatchObject({ code: "a" });
  expect(parseQuery(`a in (${Array.from({ length: 1999 }, () => "1").join()})`).condition).toMatchObject({ code: "a" });
});

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}
