import type { Box, Element, Sheet } from "./sheet.ts";
import type { Glyph, TextStyle } from "./typefaces.ts";

/**
 * How many of a paragraph's lines stay on this page: never a single first or last line alone (no widow, no orphan).
 *
 * @param fits - lines there is room for; a fresh page must have room for three at least
 */
export function linesThatStay(total: number, fits: number): number {
  if (total <= fits) return total;
  const stay = total - fits === 1 ? fits - 1 : fits;
  return stay < 2 ? 0 : stay;
}

/** Draws lines from the sheet's `y` on, over as many pages as they need, all as content of one element. */
export function flowLines(
  sheet: Sheet,
  element: Element,
  tag: string,
  lines: readonly Glyph[][],
  style: TextStyle,
  place: Pick<Box, "x" | "width">,
  align: "start" | "center" | "end" = "start",
) {
  for (let rest = lines; rest.length > 0;) {
    const stay = linesThatStay(rest.length, Math.floor(sheet.room() / style.leadingPt + 0.001));
    const now = rest.slice(0, stay);
    if (stay > 0) sheet.mark(element, tag, () => sheet.drawLines(now, style, { ...place, y: sheet.y }, align));
    sheet.y += stay * style.leadingPt;
    rest = rest.slice(stay);
    if (rest.length > 0) sheet.turn();
  }
}
