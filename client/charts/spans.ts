import type { Figures } from "./chart-figures.ts";

export type ChartMode = "NORMAL" | "STACKED" | "PERCENTAGE";

/** From where to where a figure reaches on the axis of values. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the figures lie, by series and category: side by side from zero, or on top of each other, negative ones below
 * zero, also as shares of 100.
 */
export function spansOf({ categories, series }: Figures, mode: ChartMode): (Span | null)[][] {
  if (mode === "NORMAL") {
    return series.map(({ cells }) => cells.map(({ value }) => (value === null ? null : { from: 0, to: value })));
  }
  const spans: (Span | null)[][] = series.map(() => []);
  categories.forEach((_, at) => {
    const values = series.map(({ cells }) => cells[at]!.value);
    const whole = values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
    const factor = mode === "STACKED" ? 1 : whole === 0 ? 0 : 100 / whole;
    const ends = { above: 0, below: 0 };
    values.forEach((value, place) => {
      const side = (value ?? 0) < 0 ? "below" : "above";
      const from = ends[side];
      if (value !== null) ends[side] = from + value * factor;
      spans[place]!.push(value === null ? null : { from, to: ends[side] });
    });
  });
  return spans;
}

/** The least and the greatest value that is drawn, with zero. */
export function rangeOf(spans: readonly (readonly (Span | null)[])[]): Span {
  const ends = spans.flat().flatMap((span) => (span ? [span.from, span.to] : []));
  return { from: ends.reduce((a, b) => Math.min(a, b), 0), to: ends.reduce((a, b) => Math.max(a, b), 0) };
}
