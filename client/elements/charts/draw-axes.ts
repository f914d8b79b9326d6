import { nothing, svg, type SVGTemplateResult } from "lit";
import { placeOn } from "../../charts/nice-scale.ts";
import type { Plot } from "../../charts/plot.ts";

/** The lines and words of the axes: values to the left, categories below. */
export function drawAxes(plot: Plot, tick: (value: number) => string): SVGTemplateResult {
  const { left, right, top, bottom, scale, labels, band, isAslant } = plot;
  const y = placeOn(scale, bottom, top);
  return svg`
    ${scale.ticks.map(
      (value) => svg`<path class=${value === 0 ? "axis" : "grid"} d="M${left} ${y(value)}H${right}" />
        <text class="figure" x=${left - 8} y=${y(value)} dy="5" text-anchor="end">${tick(value)}</text>`,
    )}
    ${labels.map(({ category, text }) => {
      const x = left + (category + 0.5) * band;
      return isAslant
        ? svg`<text transform="translate(${x + 4} ${bottom + 14}) rotate(-45)" text-anchor="end">${text}</text>`
        : svg`<text x=${x} y=${bottom + 20} text-anchor="middle">${text}</text>`;
    })}
  `;
}

/** The same for bars that lie: categories to the left, values below. */
export function drawLyingAxes(plot: Plot, tick: (value: number) => string): SVGTemplateResult {
  const { left, right, top, bottom, scale, labels, band, head } = plot;
  const x = placeOn(scale, left, right);
  return svg`
    ${scale.ticks.map(
      (value) => svg`<path class=${value === 0 ? "axis" : "grid"} d="M${x(value)} ${top}V${bottom}" />
        <text class="figure" x=${x(value)} y=${bottom + 20} text-anchor="middle">${tick(value)}</text>`,
    )}
    ${labels.map(({ category, text }) =>
      head > 0
        ? svg`<text class="above" x=${left} y=${top + category * band + 18}>${text}</text>`
        : svg`<text x=${left - 8} y=${top + (category + 0.5) * band} dy="5" text-anchor="end">${text}</text>`,
    )}
  `;
}

/** What stands under the pointer. */
export const title = (words: string) => (words ? svg`<title>${words}</title>` : nothing);
