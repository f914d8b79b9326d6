import type { Figures } from "./chart-figures.ts";
import { niceScale, type Scale } from "./nice-scale.ts";
import { rangeOf, spansOf, type ChartMode, type Span } from "./spans.ts";
import { shorten, textWidth } from "./text-width.ts";

/** A chart with categories on one axis and values on the other, in px. */
export interface Plot {
  /** Of the whole picture. */
  readonly width: number;
  readonly height: number;
  /** The rectangle between the axes. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** How much of the axis of categories each of them has. */
  readonly band: number;
  readonly scale: Scale;
  readonly spans: readonly (readonly (Span | null)[])[];
  readonly labels: readonly CategoryLabel[];
  /** Whether the labels below stand aslant. */
  readonly isAslant: boolean;
  /** How much of its band the words above a lying bar take. */
  readonly head: number;
  /** Whether figures stand beside their bars. */
  readonly hasValues: boolean;
}

export interface CategoryLabel {
  readonly category: number;
  readonly text: string;
}

/** What decides how much room things need. */
export interface PlotNeeds {
  readonly figures: Figures;
  readonly mode: ChartMode;
  /** How wide the picture may be, in px; more categories than fit make it wider. */
  readonly width: number;
  /** Whether everything has to go into that width, as on paper. */
  readonly isTight: boolean;
  /** BAR lies, the others stand; lines need no width for each category. */
  readonly kind: "bar" | "column" | "line";
  readonly tick: (value: number) => string;
  readonly grain: number;
}

const [plotHeight, gap, widestAslant] = [280, 8, 150];
/** Lines of text are this high, in px. */
const line = 20;

/** The axes of a chart: labels are cut, put aslant or thinned out where they would cover each other. */
export function layOut(needs: PlotNeeds): Plot {
  const { figures, mode, kind, tick } = needs;
  const spans = spansOf(figures, mode);
  const isWhole = figures.series.every(({ cells }) => cells.every(({ value }) => Number.isInteger(value ?? 0)));
  const most = kind === "bar" ? Math.max(3, Math.floor((needs.width * 0.6) / 90)) : 5;
  const scale =
    mode === "PERCENTAGE"
      ? niceScale(rangeOf(spans), most, { isWhole: true })
      : niceScale(rangeOf(spans), most, { isWhole, grain: needs.grain });
  const hasOne = figures.series.length === 1 && mode === "NORMAL";
  const values = figures.series.flatMap(({ cells }) => cells.map(({ value }) => textWidth(tick(value ?? 0))));
  const widestValue = values.reduce((a, b) => Math.max(a, b), 0);
  const ticks = scale.ticks.reduce((widest, value) => Math.max(widest, textWidth(tick(value))), 0);
  return kind === "bar"
    ? layOutBars(needs, { scale, spans, hasOne, widestValue, ticks })
    : layOutColumns(needs, { scale, spans, hasOne, widestValue, ticks });
}

interface Measures {
  readonly scale: Scale;
  readonly spans: Plot["spans"];
  readonly hasOne: boolean;
  readonly widestValue: number;
  readonly ticks: number;
}

/** How much of its band each category of side by side bars needs, in px. */
const thickness = ({ figures, mode }: PlotNeeds, each: number) =>
  (mode === "NORMAL" ? figures.series.length : 1) * each;

function layOutBars(needs: PlotNeeds, { scale, spans, hasOne, widestValue, ticks }: Measures): Plot {
  const { figures, width } = needs;
  const widest = figures.categories.reduce((most, text) => Math.max(most, textWidth(text)), 0);
  // Names that would be cut stand above their bars instead.
  const head = widest > width * 0.36 ? line : 0;
  const labelWidth = head > 0 ? width - gap : widest;
  const band = head + Math.max(28, thickness(needs, 14) + 10);
  const [left, top] = [head > 0 ? ticks / 2 : labelWidth + gap, gap];
  const bottom = top + band * figures.categories.length;
  const right = width - gap - (hasOne ? widestValue : ticks / 2);
  const labels = figures.categories.map((text, category) => ({ category, text: shorten(text, labelWidth) }));
  return {
    ...{ width, height: bottom + line + gap, left, top, right, bottom, band, scale, spans, labels },
    ...{ isAslant: false, head, hasValues: hasOne },
  };
}

function layOutColumns(needs: PlotNeeds, { scale, spans, hasOne, widestValue, ticks }: Measures): Plot {
  const { figures, kind } = needs;
  const count = Math.max(1, figures.categories.length);
  const widest = figures.categories.reduce((most, text) => Math.max(most, textWidth(text)), 0);
  const cut = Math.min(widest, widestAslant);
  const least = needs.isTight ? 0.5 : kind === "line" ? 2 : Math.max(14, thickness(needs, 6) + 6);
  const bandIn = (left: number) => Math.max(least, (needs.width - left - gap) / count);
  const upright = ticks + gap;
  const isAslant = widest + gap > bandIn(upright);
  // The first label reaches to the left of its column.
  const left = isAslant ? Math.max(upright, cut * 0.71 - bandIn(upright) / 2 + gap) : upright;
  const band = bandIn(left);
  const every = isAslant ? Math.ceil(line / band) : 1;
  const hasValues = hasOne && kind === "column" && band >= widestValue;
  const top = hasValues ? line : gap;
  const bottom = top + plotHeight;
  const right = left + band * count;
  const labels = figures.categories.flatMap((text, category) =>
    category % every === 0 ? [{ category, text: isAslant ? shorten(text, cut) : text }] : [],
  );
  return {
    ...{ width: right + gap, height: bottom + (isAslant ? cut * 0.71 + line : line + gap), left, top, right, bottom },
    ...{ band, scale, spans, labels, isAslant, head: 0, hasValues },
  };
}
