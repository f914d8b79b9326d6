import { nothing, svg, type SVGTemplateResult } from "lit";
import { onCircle, slicePath, type Slice } from "../../charts/paths.ts";
import { title } from "./draw-axes.ts";
import type { Paint } from "./paint.ts";

/** Radius of the pie and width of the picture, in px. */
const [radius, size] = [116, 340];

/** The slices, from the top and clockwise, with their shares around. */
export function drawPie(slices: readonly Slice[], paint: Paint, share: (slice: Slice) => string): SVGTemplateResult {
  return svg`${slices.map((slice, at) => {
    const middle = onCircle(slice.start + slice.share / 2, radius + 12);
    const anchor = Math.abs(middle.x) < radius / 3 ? "middle" : middle.x > 0 ? "start" : "end";
    return svg`<path
        class="bar" d=${slicePath(slice, radius)} fill=${paint.fill(at)}
        data-group=${slice.at === null ? nothing : (paint.group(0, slice.at) ?? nothing)}
      >${slice.at === null ? nothing : title(paint.title(0, slice.at))}</path>
      ${slice.share >= 0.04 ? svg`<text class="figure" x=${middle.x} y=${middle.y + 5} text-anchor=${anchor}>${share(slice)}</text>` : nothing}`;
  })}`;
}

/** The frame of the pie's picture. */
export const pieBox = { width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}` };
