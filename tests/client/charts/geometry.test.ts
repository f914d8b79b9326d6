import { describe, expect, test } from "vitest";
import { chartFigures } from "../../../client/charts/chart-figures.ts";
import { fillSpans } from "../../../client/charts/fill-spans.ts";
import { niceScale, placeOn } from "../../../client/charts/nice-scale.ts";
import { areaPath, linePath, slicePath, slicesOf } from "../../../client/charts/paths.ts";
import { layOut, type PlotNeeds } from "../../../client/charts/plot.ts";
import { rangeOf, spansOf } from "../../../client/charts/spans.ts";
import { shorten, textWidth } from "../../../client/charts/text-width.ts";
import { answerOf, words } from "./answers.ts";

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
