import { nothing, svg, type SVGTemplateResult } from "lit";
import { placeOn } from "../../charts/nice-scale.ts";
import { areaPath, linePath, type Point } from "../../charts/paths.ts";
import type { Plot } from "../../charts/plot.ts";
import { title } from "./draw-axes.ts";
import { dashOf, drawMark, toneOf, type Paint } from "./paint.ts";

/** Closer marks than this would cover each other, in px. */
const leastBand = 12;

/** Lines through all figures, with the areas below them if asked for. */
export function drawLines(
  plot: Plot,
  paint: Paint,
  { isSmooth, isArea }: { isSmooth: boolean; isArea: boolean },
): SVGTemplateResult[] {
  const { left, top, bottom, band, scale, spans } = plot;
  const y = placeOn(scale, bottom, top);
  const x = (category: number) => left + (category + 0.5) * band;
  const pointsOf = (row: Plot["spans"][number], end: "from" | "to") =>
    row.map((span, category): Point => span && { x: x(category), y: y(span[end]) });
  const lines = spans.map((row, series) => {
    const upper = pointsOf(row, "to");
    const area = isArea ? areaPath(upper, pointsOf(row, "from"), isSmooth) : "";
    return svg`
      ${area ? svg`<path class="area" d=${area} fill=${paint.fill(series)} />` : nothing}
      <path class="line ${toneOf(series)}" d=${linePath(upper, isSmooth)} stroke-dasharray=${dashOf(series) || nothing} />
    `;
  });
  return [...lines, ...spans.map((row, series) => drawPoints(plot, paint, pointsOf(row, "to"), series))];
}

/** Marks, and around each of them room for the pointer. */
function drawPoints({ band }: Plot, paint: Paint, points: readonly Point[], series: number): SVGTemplateResult {
  const isAlone = (category: number) => !points[category - 1] && !points[category + 1];
  return svg`${points.map((point, category) =>
    point
      ? svg`<g data-group=${paint.group(series, category) ?? nothing}>
          ${title(paint.title(series, category))}
          <circle class="room" cx=${point.x} cy=${point.y} r=${Math.max(4, Math.min(12, band / 2))} />
          ${band >= leastBand || isAlone(category) ? drawMark(series, point.x, point.y) : nothing}
        </g>`
      : nothing,
  )}`;
}
