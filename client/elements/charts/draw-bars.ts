import { nothing, svg, type SVGTemplateResult } from "lit";
import type { Figures } from "../../charts/chart-figures.ts";
import { placeOn } from "../../charts/nice-scale.ts";
import type { Plot } from "../../charts/plot.ts";
import type { ChartMode } from "../../charts/spans.ts";
import { title } from "./draw-axes.ts";
import type { Paint } from "./paint.ts";

interface Drawn {
  readonly plot: Plot;
  readonly figures: Figures;
  readonly mode: ChartMode;
  readonly isLying: boolean;
  readonly paint: Paint;
  readonly words: (series: number, category: number) => string;
}

/** The bars of all figures, standing or lying, side by side or on top of each other. */
export function drawBars({ plot, figures, mode, isLying, paint, words }: Drawn): SVGTemplateResult[] {
  const { left, right, top, bottom, band, head, scale, spans, hasValues } = plot;
  const value = isLying ? placeOn(scale, left, right) : placeOn(scale, bottom, top);
  const [lanes, pad] = [mode === "NORMAL" ? figures.series.length : 1, head > 0 ? 4 : Math.min(12, band * 0.15)];
  const breadth = Math.min((band - head - 2 * pad) / lanes, 56);
  return spans.flatMap((row, series) =>
    row.map((span, category) => {
      if (!span || span.from === span.to) return svg``;
      const lane = mode === "NORMAL" ? series : 0;
      const middle = (isLying ? top : left) + (category + 0.5) * band + head / 2;
      const start = middle - (breadth * lanes) / 2 + lane * breadth;
      const [a, b] = [value(span.from), value(span.to)];
      const [low, size] = [Math.min(a, b), Math.abs(b - a)];
      const box = isLying
        ? { x: low, y: start, width: size, height: breadth }
        : { x: start, y: low, width: breadth, height: size };
      const end = isLying
        ? { x: low + size + 6, y: start + breadth / 2 + 5, anchor: "start" }
        : { x: start + breadth / 2, y: low - 6, anchor: "middle" };
      return svg`<rect
          class="bar" x=${box.x} y=${box.y} width=${box.width} height=${box.height}
          fill=${paint.fill(series)} data-group=${paint.group(series, category) ?? nothing}
        >${title(paint.title(series, category))}</rect>
        ${hasValues ? svg`<text class="figure" x=${end.x} y=${end.y} text-anchor=${end.anchor}>${words(series, category)}</text>` : nothing}`;
    }),
  );
}
