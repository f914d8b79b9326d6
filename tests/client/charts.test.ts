import { describe, expect, test } from "vitest";
import { chartFigures, drawnAggregations, type FigureWords } from "../../client/charts/chart-figures.ts";
import { groupQuery } from "../../client/charts/drill-down.ts";
import { fillSpans } from "../../client/charts/fill-spans.ts";
import { niceScale, placeOn } from "../../client/charts/nice-scale.ts";
import { areaPath, linePath, slicePath, slicesOf } from "../../client/charts/paths.ts";
import { pivotOf, pivotTotal } from "../../client/charts/pivot.ts";
import { layOut, type PlotNeeds } from "../../client/charts/plot.ts";
import { rangeOf, spansOf } from "../../client/charts/spans.ts";
import { shorten, textWidth } from "../../client/charts/text-width.ts";
import { countsManyTimes, sumOf } from "../../client/charts/totals.ts";
import type { App } from "../../client/wire.ts";
import type { Aggregate } from "../../server/records/aggregating/aggregate.ts";

/** An answer of the server; groups as `[keys, values]`. */
function answerOf(
  groupings: readonly (readonly [code: string, per?: string])[],
  types: readonly string[],
  groups: readonly (readonly [keys: readonly string[], values: readonly (string | null)[]])[],
): Aggregate {
  return {
    report: null,
    groupings: groupings.map(([code, per = null]) => ({ code, label: code, per })),
    aggregations: types.map((type) => ({ type, code: type === "COUNT" ? null : "数", label: "数" })),
    groups: groups.map(([keys, values]) => ({
      keys: keys.map((code) => ({ code, label: code })),
      values: [...values],
    })),
    isCut: false,
  };
}

const words: FigureWords = {
  key: (_at, { label }) => label,
  aggregation: (at) => `figure ${at}`,
  all: "all",
  days: null,
  rank: () => undefined,
};
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

test.each([
  [["2026-01-01", "2026-03-01"], "MONTH", ["2026-01-01", "2026-02-01", "2026-03-01"]],
  [["2026-03-01", "2026-01-01"], "MONTH", ["2026-03-01", "2026-02-01", "2026-01-01"]],
  [["2026-10-01", "2027-04-01"], "QUARTER", ["2026-10-01", "2027-01-01", "2027-04-01"]],
  [["2026-11-01", "2026-11-15"], "WEEK", ["2026-11-01", "2026-11-08", "2026-11-15"]],
  [["2024-01-01", "2026-01-01"], "YEAR", ["2024-01-01", "2025-01-01", "2026-01-01"]],
  // sorted by their figures, alone, or very far apart: as they came
  [["2026-01-02", "2026-01-04", "2026-01-03"], "DAY", ["2026-01-02", "2026-01-04", "2026-01-03"]],
  [["2026-01-02"], "DAY", ["2026-01-02"]],
  [[], "DAY", []],
  [["1950-01-01", "2026-01-01"], "DAY", ["1950-01-01", "2026-01-01"]],
])("days from %j by %s are %j", (keys, per, expected) => {
  expect(fillSpans(keys, per)).toEqual(expected);
});

describe("spans of values", () => {
  const figures = chartFigures(
    answerOf(
      [["a"], ["b"]],
      ["SUM"],
      [
        [["1", "x"], ["3"]],
        [["1", "y"], ["-1"]],
        [["1", "z"], ["4"]],
        [["2", "x"], [null]],
      ],
    ),
    words,
  );
  test.each([
    [
      "NORMAL",
      [
        { from: 0, to: 3 },
        { from: 0, to: -1 },
        { from: 0, to: 4 },
      ],
      { from: -1, to: 4 },
    ],
    [
      "STACKED",
      [
        { from: 0, to: 3 },
        { from: 0, to: -1 },
        { from: 3, to: 7 },
      ],
      { from: -1, to: 7 },
    ],
    [
      "PERCENTAGE",
      [
        { from: 0, to: 37.5 },
        { from: 0, to: -12.5 },
        { from: 37.5, to: 87.5 },
      ],
      { from: -12.5, to: 87.5 },
    ],
  ] as const)("%s", (mode, expected, range) => {
    const spans = spansOf(figures, mode);
    expect(spans.map((row) => row[0])).toEqual(expected);
    expect(spans[0]![1]).toBeNull();
    expect(rangeOf(spans)).toEqual(range);
  });

  test("nothing at all reaches nowhere", () => {
    expect(rangeOf(spansOf({ categories: [], series: [] }, "STACKED"))).toEqual({ from: 0, to: 0 });
  });
});

test.each([
  [{ from: 0, to: 23 }, {}, [0, 5, 10, 15, 20, 25]],
  [{ from: 0, to: 3 }, { isWhole: true }, [0, 1, 2, 3]],
  [{ from: 0, to: 0 }, { isWhole: true }, [0, 1]],
  [{ from: 0, to: 0.3 }, {}, [0, 0.1, 0.2, 0.3]],
  [{ from: -12, to: 31 }, {}, [-20, -10, 0, 10, 20, 30, 40]],
  [{ from: 0, to: 5 * 3600 }, { grain: 3600 }, [0, 3600, 7200, 10800, 14400, 18000]],
  [{ from: 0, to: 1e15 }, {}, [0, 2e14, 4e14, 6e14, 8e14, 1e15]],
])("an axis over %j %j has lines at %j", (range, more, ticks) => {
  const scale = niceScale(range, 5, more);
  expect(scale.ticks).toEqual(ticks);
  expect([scale.from, scale.to]).toEqual([ticks[0], ticks.at(-1)]);
  expect(placeOn(scale, 100, 0)(scale.to)).toBe(0);
});

test("lines break at gaps, and smooth ones pass through their points without going beyond them", () => {
  const points = [{ x: 0, y: 9 }, { x: 10, y: 0 }, null, { x: 30, y: 5 }];
  expect(linePath(points, false)).toBe("M0 9L10 0M30 5");
  const smooth = linePath(
    [
      { x: 0, y: 10 },
      { x: 10, y: 0 },
      { x: 20, y: 10 },
      { x: 30, y: 10 },
    ],
    true,
  );
  const heights = smooth.match(/[\d.-]+ ([\d.-]+)/g)!.map((pair) => Number(pair.split(" ")[1]));
  expect(Math.min(...heights)).toBe(0);
  expect(Math.max(...heights)).toBe(10);
  const ground = points.map((point) => point && { ...point, y: 20 });
  expect(areaPath(points, ground, false)).toBe("M0 9L10 0L10 20L0 20ZM30 5L30 20Z");
});

test.each([
  [
    [1, 0, 3],
    12,
    [
      [0, 0.25, 0],
      [2, 0.75, 0.25],
    ],
  ],
  // the rest is one slice
  [
    [5, 3, 1, 1],
    3,
    [
      [0, 0.5, 0],
      [1, 0.3, 0.5],
      [null, 0.2, 0.8],
    ],
  ],
  [[null, 2], 12, [[1, 1, 0]]],
  [[3, -1], 12, undefined],
  [[0, 0], 12, undefined],
  [[], 12, undefined],
] as const)("a pie of %j in at most %j slices", (values, most, expected) => {
  expect(slicesOf(values, most)?.map(({ at, share, start }) => [at, share, start])).toEqual(expected);
});

test("a slice that is the whole pie is drawn as well", () => {
  expect(slicePath({ at: 0, value: 1, share: 1, start: 0 }, 10)).toContain("A10 10 0 1 1");
  expect(slicePath({ at: 0, value: 1, share: 0.25, start: 0 }, 10)).toBe("M0 0L0 -10A10 10 0 0 1 10 0Z");
});

describe("the room that things get", () => {
  const needs = (kind: PlotNeeds["kind"], names: readonly string[], width: number, series = 1): PlotNeeds => ({
    ...{ kind, width, mode: "NORMAL", isTight: false, tick: String, grain: 1 },
    figures: {
      categories: names,
      series: Array.from({ length: series }, () => ({
        ...{ label: "", aggregation: 0 },
        cells: names.map((_, at) => ({ value: at, group: at })),
      })),
    },
  });
  const many = (count: number, name = "医療機関") => Array.from({ length: count }, (_, at) => `${name}${at}`);

  test.each([
    // kind, categories, width: are the labels aslant, how many of them, is the picture wider than there is room
    ["column", 5, 800, false, 5, false],
    ["column", 12, 390, true, 12, false],
    ["column", 100, 390, true, 50, true],
    ["line", 100, 390, true, 15, false],
    ["line", 500, 390, true, 50, true],
    ["column", 0, 390, false, 0, false],
  ] as const)("%s chart of %j categories on %j px", (kind, count, width, isAslant, labels, isWider) => {
    const plot = layOut(needs(kind, many(count), width));
    expect([plot.isAslant, plot.labels.length, plot.width > width + 1]).toEqual([isAslant, labels, isWider]);
    expect(plot.right - plot.left).toBeCloseTo(plot.band * Math.max(1, count));
    expect(plot.left).toBeGreaterThan(0);
  });

  test("bars that lie carry long names above themselves, cut at the edge", () => {
    expect(layOut(needs("bar", many(3), 390)).head).toBe(0);
    const plot = layOut(needs("bar", many(3, "医療法人青空会 さくら総合病院 附属".repeat(3)), 390));
    expect(plot.head).toBeGreaterThan(0);
    expect(plot.labels[0]!.text).toMatch(/…$/);
    expect(textWidth(plot.labels[0]!.text)).toBeLessThan(390);
    expect(plot.right).toBeLessThan(390);
  });

  test("on paper everything goes into the width", () => {
    expect(layOut({ ...needs("column", many(300), 680, 4), isTight: true }).width).toBeLessThanOrEqual(681);
  });

  test("bars side by side make their bands broader", () => {
    const band = (series: number) => layOut(needs("bar", many(3), 800, series)).band;
    expect(band(8)).toBeGreaterThan(band(1));
  });
});

test.each([
  ["東京都", 100, "東京都"],
  ["東京都", 40, "東…"],
  ["", 0, ""],
  ["Tokyo", 30, "T…"],
])("%j in %j px is %j", (text, width, expected) => {
  expect(shorten(text, width)).toBe(expected);
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
