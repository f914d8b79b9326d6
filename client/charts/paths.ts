/** A point of a line; null breaks it. */
export type Point = { readonly x: number; readonly y: number } | null;
type Drawn = NonNullable<Point>;

const at = ({ x, y }: Drawn) => `${round(x)} ${round(y)}`;
const round = (value: number) => Math.round(value * 100) / 100;

/** The pieces of a line between its gaps. */
export function piecesOf(points: readonly Point[]): Drawn[][] {
  const pieces: Drawn[][] = [[]];
  for (const point of points) {
    if (point) pieces.at(-1)!.push(point);
    else pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 0);
}

/** The path of a line; smooth ones never leave the range of their neighbours, so that no figure is made up. */
export function linePath(points: readonly Point[], isSmooth: boolean): string {
  return piecesOf(points)
    .map((piece) => `M${at(piece[0]!)}${strokes(piece, isSmooth)}`)
    .join("");
}

/** The path of the area between two lines that have their gaps at the same places. */
export function areaPath(upper: readonly Point[], lower: readonly Point[], isSmooth: boolean): string {
  const below = piecesOf(lower);
  return piecesOf(upper)
    .map((piece, place) => {
      const back = [...below[place]!].reverse();
      return `M${at(piece[0]!)}${strokes(piece, isSmooth)}L${at(back[0]!)}${strokes(back, isSmooth)}Z`;
    })
    .join("");
}

function strokes(points: readonly Drawn[], isSmooth: boolean): string {
  if (!isSmooth || points.length < 3) {
    return points
      .slice(1)
      .map((point) => `L${at(point)}`)
      .join("");
  }
  const slopes = tangents(points);
  return points
    .slice(1)
    .map((point, place) => {
      const before = points[place]!;
      const third = (point.x - before.x) / 3;
      const first = { x: before.x + third, y: before.y + slopes[place]! * third };
      const second = { x: point.x - third, y: point.y - slopes[place + 1]! * third };
      return `C${at(first)} ${at(second)} ${at(point)}`;
    })
    .join("");
}

/** Slopes at the points of a curve that rises only where its points rise. @see Fritsch and Carlson, 1980 */
function tangents(points: readonly Drawn[]): number[] {
  const slopes = points.slice(1).map((point, place) => {
    const before = points[place]!;
    return (point.y - before.y) / (point.x - before.x);
  });
  return points.map((_, place) => {
    const [before, after] = [slopes[place - 1], slopes[place]];
    if (before === undefined || after === undefined) return before ?? after!;
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
}

/** A slice of a pie. */
export interface Slice {
  /** Place of the figure; null for the rest put together. */
  readonly at: number | null;
  readonly value: number;
  readonly share: number;
  /** Turns from the top, clockwise, 0 to 1. */
  readonly start: number;
}

/**
 * The slices of a pie, at most so many, what is left over as the last; undefined when there is nothing to divide, or
 * something negative, which no slice can show.
 */
export function slicesOf(values: readonly (number | null)[], most: number): Slice[] | undefined {
  const whole = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  if (values.some((value) => (value ?? 0) < 0) || whole <= 0) return undefined;
  const filled = values.flatMap((value, place) => (value ? [{ at: place as number | null, value }] : []));
  const shown = filled.length > most ? filled.slice(0, most - 1) : filled;
  const rest = filled.slice(shown.length).reduce((sum, { value }) => sum + value, 0);
  let start = 0;
  return [...shown, ...(rest > 0 ? [{ at: null, value: rest }] : [])].map(({ at: place, value }) => {
    const slice = { at: place, value, share: value / whole, start };
    start += value / whole;
    return slice;
  });
}

/** The path of a slice around the point 0 0. */
export function slicePath({ start, share }: Slice, radius: number): string {
  if (share > 0.9999) return `M0 ${-radius}A${radius} ${radius} 0 1 1 -0.01 ${-radius}Z`;
  const [from, to] = [onCircle(start, radius), onCircle(start + share, radius)];
  return `M0 0L${at(from)}A${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${at(to)}Z`;
}

/** The point at so many turns from the top, clockwise. */
export function onCircle(turns: number, radius: number): Drawn {
  const angle = turns * 2 * Math.PI;
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}
