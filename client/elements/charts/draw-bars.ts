import { nothing, svg, type SVGTemplateResult } from "lit";
import type { Figures } from "../../charts/chart-figures.ts";
import { placeOn } from "../../charts/nice-scale.ts";
import type { Plot } from "../../charts/plot.ts";
import type { ChartMode, Span } from "../../charts/spans.ts";
import { title } from "./draw-axes.ts";
import { toneOf, type Paint } from "./paint.ts";

/** Edges and textures would leave nothing of bars that are narrower, in px. */
const leastTextured = 6;
/** Single bars would be as broad as the picture. */
const broadest = 56;

interface Drawn {
  readonly plot: Plot;
  readonly figures: Figures;
  readonly mode: ChartMode;
  readonly isLying: boolean;
  readonly paint: Paint;
  readonly words: (series: number, category: number) => string;
}

/** The bars of all figures, standing or lying, side by side or on top of each other. */
export function drawBars(drawn: Drawn): SVGTemplateResult[] {
  const { plot, figures, mode, isLying } = drawn;
  const { left, top, band, head } = plot;
  const lanes = mode === "NORMAL" ? figures.series.length : 1;
  const pad = head > 0 ? 4 : Math.min(12, band * 0.15);
  const breadth = Math.min((band - head - 2 * pad) / lanes, broadest);
  return plot.spans.flatMap((row, series) =>
    row.flatMap((span, category) => {
      if (!span || span.from === span.to) return [];
      const middle = (isLying ? top : left) + (category + 0.5) * band + head / 2;
      const start = middle - (breadth * lanes) / 2 + (lanes > 1 ? series : 0) * breadth;
      return [drawBar(drawn, { series, category, box: boxOf(drawn, span, start, breadth), breadth })];
    }),
  );
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @param start - where the bar begins on the axis of categories, in px */
function boxOf({ plot, isLying }: Drawn, { from, to }: Span, start: number, breadth: number): Box {
  const { left, right, top, bottom, scale } = plot;
  const place = isLying ? placeOn(scale, left, right) : placeOn(scale, bottom, top);
  const [low, size] = [Math.min(place(from), place(to)), Math.abs(place(to) - place(from))];
  return isLying
    ? { x: low, y: start, width: size, height: breadth }
    : { x: start, y: low, width: breadth, height: size };
}

function drawBar(
  { plot, isLying, paint, words }: Drawn,
  { series, category, box, breadth }: { series: number; category: number; box: Box; breadth: number },
): SVGTemplateResult {
  const { x, y, width, height } = box;
  const isThin = breadth < leastTextured;
  const look = isThin ? `bar thin ${toneOf(series)}` : "bar";
  const end = isLying
    ? { x: x + width + 6, y: y + height / 2 + 5, anchor: "start" }
    : { x: x + width / 2, y: y - 6, anchor: "middle" };
  return svg`<rect
      class=${look} x=${x} y=${y} width=${width} height=${height}
      fill=${isThin ? nothing : paint.fill(series)} data-group=${paint.group(series, category) ?? nothing}
    >${title(paint.title(series, category))}</rect>
    ${
      plot.hasValues
        ? svg`<text class="figure" x=${end.x} y=${end.y} text-anchor=${end.anchor}>${words(series, category)}</text>`
        : nothing
    }`;
}
