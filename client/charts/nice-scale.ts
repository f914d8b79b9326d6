import type { Span } from "./spans.ts";

/** An axis of values: its ends and the lines on it. */
export interface Scale extends Span {
  readonly ticks: readonly number[];
}

/**
 * Ends and lines of an axis that holds the range, in steps of 1, 2 or 5 and a power of ten.
 *
 * @param most - number of steps, about
 * @param grain - what one is: the smallest step of whole numbers is 1; of lengths of time in seconds, a minute or an hour
 */
export function niceScale({ from, to }: Span, most: number, { isWhole = false, grain = 1 } = {}): Scale {
  const reach = (to - from || 1) / grain;
  const rough = reach / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const fitting = [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10;
  const step = isWhole || grain > 1 ? Math.max(1, Math.ceil(fitting * power)) : fitting * power;
  const first = Math.floor(from / grain / step + 1e-9);
  const last = Math.max(Math.ceil(to / grain / step - 1e-9), first + 1);
  // Each line is reckoned from its number: adding steps up would gather what decimals lose.
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step) * grain);
  return { from: ticks[0]!, to: ticks.at(-1)!, ticks };
}

const rounded = (value: number) => Number(value.toPrecision(12));

/** Where a value lies between two pixels that stand for the ends of the scale. */
export function placeOn({ from, to }: Span, start: number, end: number): (value: number) => number {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}
