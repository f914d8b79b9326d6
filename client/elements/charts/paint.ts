import { svg, type SVGTemplateResult } from "lit";
import type { Figures } from "../../charts/chart-figures.ts";
import { t } from "../../messages/report-text.ts";

/** More colours and textures than these nobody tells apart. */
export const mostSeries = 12;
const tones = 6;

/** Each colour has a texture too, and each line a dash and a mark, so that nothing depends on the colour alone. */
const textures = ["", "M0 8 8 0", "M4 0V8", "M0 4H8", "M0 0 8 8M0 8 8 0", "M2 2h1v1h-1zM6 6h1v1h-1z"];
const dashes = ["", "8 4", "2 4", "10 4 2 4", "4 2", "14 4"];
const marks = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
  "M-4-4H4V4H-4Z",
  "M0-5 5 4H-5Z",
  "M0-5 5 0 0 5-5 0Z",
  "M0 5-5-4H5Z",
  "M-2-5H2V-2H5V2H2V5H-2V2H-5V-2H-2Z",
];

/** The class that gives a series its colour. */
export const toneOf = (series: number) => `tone-${series % tones}`;
/** The second round of colours wears other textures than the first. */
const textureOf = (series: number) => textures[(series + Math.floor(series / tones) * 3) % tones]!;
/** How the line of a series is dashed. */
export const dashOf = (series: number) => dashes[(series + Math.floor(series / tones) * 3) % tones]!;

/** How the marks of one picture are painted. */
export interface Paint {
  /** For `fill`. */
  fill(series: number): string;
  /** What a mark says under the pointer. */
  title(series: number, category: number): string;
  /** The group whose records a press on the mark shows. */
  group(series: number, category: number): number | null;
}

/** Paint for the figures of a picture. @param id - unique on the page */
export function paintOf(
  id: string,
  figures: Figures,
  { words, opens }: { words: (series: number, category: number) => string; opens: (group: number) => boolean },
): Paint {
  return {
    fill: (series) => `url(#${id}-${series})`,
    title: (series, category) => {
      const parts = [figures.categories[category]!, figures.series.length > 1 ? figures.series[series]!.label : ""];
      return `${parts.filter(Boolean).join(t("report.comma"))}: ${words(series, category)}`;
    },
    group: (series, category) => {
      const { group } = figures.series[series]!.cells[category]!;
      return group !== null && opens(group) ? group : null;
    },
  };
}

/** The textures that `fill` names, for so many series. */
export function definePaints(id: string, count: number): SVGTemplateResult {
  return svg`<defs>
    ${Array.from(
      { length: count },
      (_, series) =>
        svg`<pattern id="${id}-${series}" width="8" height="8" patternUnits="userSpaceOnUse">
          <rect class=${toneOf(series)} width="8" height="8" />
          <path class="texture" d=${textureOf(series)} />
        </pattern>`,
    )}
  </defs>`;
}

/** The mark of a series on its line. */
export function drawMark(series: number, x: number, y: number): SVGTemplateResult {
  return svg`<path class="mark ${toneOf(series)}" transform="translate(${x} ${y})" d=${marks[series % marks.length]!} />`;
}
