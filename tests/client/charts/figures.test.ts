import { describe, expect, test } from "vitest";
import { chartFigures, drawnAggregations } from "../../../client/charts/chart-figures.ts";
import { groupQuery } from "../../../client/charts/drill-down.ts";
import { pivotOf, pivotTotal } from "../../../client/charts/pivot.ts";
import { countsManyTimes, sumOf } from "../../../client/charts/totals.ts";
import type { App } from "../../../client/wire.ts";
import { answerOf, words } from "./answers.ts";

const valuesOf = (figures: ReturnType<typeof chartFigures>) =>
  figures.series.map(({ label, cells }) => [label, ...cells.map(({ value }) => value)]);

describe("an answer as categories and series", () => {
  test.each([
    // groupings, figures, groups, categories, series
    [[], ["COUNT"], [[[], ["5"]]], ["all"], [["figure 0", 5]]],
    [
      [["区分"]],
      ["COUNT", "SUM"],
      [
        [["甲"], ["2", "1.5"]],
        [["乙"], ["1", null]],
      ],
      ["甲", "乙"],
      [
        ["figure 0", 2, 1],
        ["figure 1", 1.5, null],
      ],
    ],
    // nobody is in 乙/x: none are counted there, and there is no average of none
    [
      [["区分"], ["県"]],
      ["COUNT"],
      [
        [["甲", "x"], ["2"]],
        [["甲", "y"], ["1"]],
        [["乙", "y"], ["4"]],
      ],
      ["甲", "乙"],
      [
        ["x", 2, 0],
        ["y", 1, 4],
      ],
    ],
    [
      [["区分"], ["県"]],
      ["AVERAGE"],
      [
        [["甲", "x"], ["2"]],
        [["乙", "y"], ["4"]],
      ],
      ["甲", "乙"],
      [
        ["x", 2, null],
        ["y", null, 4],
      ],
    ],
    [[["a"], ["b"], ["c"]], ["COUNT"], [[["1", "2", "3"], ["7"]]], ["1 / 2"], [["3", 7]]],
    [
      [["a"], ["b"]],
      ["COUNT", "SUM"],
      [
        [
          ["1", "2"],
          ["7", "8"],
        ],
      ],
      ["1"],
      [
        ["2：figure 0", 7],
        ["2：figure 1", 8],
      ],
    ],
    // the latest day is no number
    [[["区分"]], ["MAX"], [[["甲"], ["2026-01-01"]]], ["甲"], []],
    [[["区分"]], ["COUNT"], [], [], []],
  ] as [[string][], string[], [string[], string[]][], string[], unknown[]][])(
    "%j %j %j",
    (groupings, types, groups, categories, series) => {
      const figures = chartFigures(answerOf(groupings, types, groups), words);
      expect(figures.categories).toEqual(categories);
      expect(valuesOf(figures)).toEqual(series);
    },
  );

  test("series stand as the form's options do", () => {
    const answer = answerOf(
      [["a"], ["b"]],
      ["COUNT"],
      [
        [["1", "後"], ["1"]],
        [["1", "先"], ["2"]],
      ],
    );
    const rank = ({ code }: { code: string }) => (code === "先" ? 0 : 1);
    expect(chartFigures(answer, { ...words, rank }).series.map(({ label }) => label)).toEqual(["先", "後"]);
  });

  test("months without records are drawn, and numbers are what a cell leads to", () => {
    const answer = answerOf(
      [["日", "MONTH"]],
      ["COUNT"],
      [
        [["2025-11-01"], ["2"]],
        [["2026-02-01"], ["3"]],
      ],
    );
    const figures = chartFigures(answer, { ...words, days: "MONTH" });
    expect(figures.categories).toEqual(["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]);
    expect(figures.series[0]!.cells).toEqual([
      { value: 2, group: 0 },
      { value: 0, group: null },
      { value: 0, group: null },
      { value: 3, group: 1 },
    ]);
  });

  test("an aggregation of which one value is no number is not drawn", () => {
    const answer = answerOf(
      [["a"]],
      ["COUNT", "MAX"],
      [
        [["1"], ["-1.5", "09:00"]],
        [["2"], [null, null]],
      ],
    );
    expect(drawnAggregations(answer)).toEqual([0]);
  });
});

describe("the records of a group", () => {
  const field = (code: string, type: string, more = {}) => ({
    [code]: { type, code, label: code, operators: ["=", ">=", "<=", "<", ">", "in"], ...more },
  });
  const app = {
    fields: {
      properties: {
        ...field("区分", "DROP_DOWN", { options: { 甲: { label: "甲", index: "0" } } }),
        ...field("担当", "USER_SELECT"),
        ...field("名称", "SINGLE_LINE_TEXT"),
        ...field("数", "NUMBER"),
        ...field("時間", "CALC", { format: "HOUR_MINUTE" }),
        ...field("日", "DATE"),
        ...field("時", "DATETIME"),
        ...field("刻", "TIME"),
        ...field("盲", "NUMBER", { operators: [] }),
      },
    },
  } as unknown as App;

  test.each([
    // grouping, key, the chart's condition, what the list asks for
    [["区分"], "甲", "", '区分 in ("甲")'],
    [["区分"], "甲", '数 > "3"', '数 > "3" and 区分 in ("甲")'],
    [["区分"], "甲", '数 > "3" or 数 = "1"', '(数 > "3" or 数 = "1") and 区分 in ("甲")'],
    [
      ["区分"],
      "甲",
      '数 > "3" and (日 = "2026-01-01" or 日 is empty)',
      '(数 > "3" and (日 = "2026-01-01" or 日 is empty)) and 区分 in ("甲")',
    ],
    [["担当"], "sato", "", '担当 in ("sato")'],
    [["名称"], 'a"b', "", '名称 = "a\\"b"'],
    [["数"], "-1.5", "", '数 = "-1.5"'],
    [["日"], "2026-11-21", "", '日 = "2026-11-21"'],
    [["日", "MONTH"], "2026-12-01", "", '日 >= "2026-12-01" and 日 < "2027-01-01"'],
    [["日", "QUARTER"], "2026-10-01", "", '日 >= "2026-10-01" and 日 < "2027-01-01"'],
    [["日", "WEEK"], "2026-11-22", "", '日 >= "2026-11-22" and 日 < "2026-11-29"'],
    [["時", "DAY"], "2026-11-21", "", '時 >= "2026-11-20T15:00:00Z" and 時 < "2026-11-21T15:00:00Z"'],
    [["時", "HOUR"], "2026-11-21T09:00", "", '時 >= "2026-11-21T00:00:00Z" and 時 < "2026-11-21T01:00:00Z"'],
    [["刻", "HOUR"], "23:00", "", '刻 >= "23:00" and 刻 <= "23:59"'],
    [["刻"], "09:05", "", '刻 = "09:05"'],
    // an option that the form has no more, a line that was cut, lengths of time, a field without operators or unknown
    [["区分"], "丙", "", undefined],
    [["名称"], "長".repeat(1_000), "", undefined],
    [["時間"], "3600", "", undefined],
    [["盲"], "1", "", undefined],
    [["無"], "1", "", undefined],
  ] as const)("%j %j under %j", (grouping, key, condition, expected) => {
    const { groupings, groups } = answerOf([grouping], ["COUNT"], [[[key], ["1"]]]);
    expect(groupQuery(app, { groupings, condition }, groups[0]!.keys, "Asia/Tokyo")).toBe(expected);
  });

  test("of several groupings have to fit all of them", () => {
    const answer = answerOf([["区分"], ["日", "YEAR"]], ["COUNT"], [[["甲", "2026-01-01"], ["1"]]]);
    expect(groupQuery(app, { ...answer, condition: "" }, answer.groups[0]!.keys, "Asia/Tokyo")).toBe(
      '区分 in ("甲") and 日 >= "2026-01-01" and 日 < "2027-01-01"',
    );
    const hidden = answerOf([["区分"], ["無"]], ["COUNT"], [[["甲", "1"], ["1"]]]);
    expect(groupQuery(app, { ...hidden, condition: "" }, hidden.groups[0]!.keys, "Asia/Tokyo")).toBeUndefined();
  });

  test("may be counted many times where a record has several people", () => {
    expect(countsManyTimes(app, answerOf([["担当"]], ["COUNT"], []))).toBe(true);
    expect(countsManyTimes(app, answerOf([["区分"], ["日"]], ["COUNT"], []))).toBe(false);
  });
});

describe("a cross table", () => {
  const answer = answerOf(
    [["a"], ["b"]],
    ["SUM"],
    [
      [["1", "x"], ["1.5"]],
      [["1", "y"], ["2"]],
      [["2", "y"], [null]],
    ],
  );

  test("has the last grouping as columns, and nothing where nobody is", () => {
    const { columns, rows, isCut } = pivotOf(answer, () => undefined);
    expect(columns.map(({ code }) => code)).toEqual(["x", "y"]);
    expect(rows.map(({ keys, groups }) => [keys[0]!.code, ...groups])).toEqual([
      ["1", 0, 1],
      ["2", null, 2],
    ]);
    expect(isCut).toBe(false);
    expect(pivotTotal(answer, rows[0]!.groups)).toBe("3.5");
    expect(pivotTotal(answer, rows[1]!.groups)).toBeNull();
  });

  test("of one grouping has rows alone", () => {
    const one = pivotOf(
      answerOf(
        [["a"]],
        ["COUNT"],
        [
          [["1"], ["4"]],
          [["2"], ["5"]],
        ],
      ),
      () => undefined,
    );
    expect([one.columns, one.rows.map(({ groups }) => groups)]).toEqual([[], [[0], [1]]]);
  });

  test("has 50 columns and 1,000 rows at most, and says so", () => {
    const wide = Array.from({ length: 60 }, (_, at) => [["1", `c${at}`], ["1"]] as const);
    const cut = pivotOf(answerOf([["a"], ["b"]], ["COUNT"], wide), () => undefined);
    expect([cut.columns.length, cut.rows[0]!.groups.length, cut.isCut]).toEqual([50, 50, true]);
    const long = Array.from({ length: 1_001 }, (_, at) => [[`r${at}`, "c"], ["1"]] as const);
    const rows = pivotOf(answerOf([["a"], ["b"]], ["COUNT"], long), () => undefined);
    expect([rows.rows.length, rows.isCut]).toEqual([1_000, true]);
  });
});

test.each([
  [["0.1", "0.2"], "0.3"],
  [["12345678901234567890.5", "1"], "12345678901234567891.5"],
  [["-1.5", "1"], "-0.5"],
  [["-1", "1.00"], "0"],
  [["5", null], "5"],
  [[null], null],
  [[], null],
])("%j together are %j", (texts, expected) => {
  expect(sumOf(texts)).toBe(expected);
});
