import type { TextStyle } from "./typefaces.ts";

/** Dark enough for 7:1 on white and on the tint, on screen and from a poor printer. */
export const ink = {
  text: "#1a1a1a",
  quiet: "#4d4d4d",
  accent: "#00118f",
  line: "#767676",
  hair: "#d0d0d0",
  tint: "#f4f5f7",
};

const regular = { weight: "regular", color: ink.text } as const;
const bold = { weight: "bold", color: ink.text } as const;

/** The few sizes a page has, in points. */
export const styles = {
  heading1: { ...bold, sizePt: 20, leadingPt: 30 },
  heading2: { ...bold, sizePt: 13, leadingPt: 21 },
  heading3: { ...bold, sizePt: 11, leadingPt: 18 },
  body: { ...regular, sizePt: 10.5, leadingPt: 18 },
  strong: { ...bold, sizePt: 10.5, leadingPt: 18 },
  code: { ...regular, sizePt: 10.5, leadingPt: 18, hasSlashedZero: true },
  small: { ...regular, sizePt: 8.5, leadingPt: 14, color: ink.quiet },
  label: { ...regular, sizePt: 9.5, leadingPt: 18, color: ink.quiet },
  cell: { ...regular, sizePt: 9, leadingPt: 14.5 },
  header: { ...bold, sizePt: 9, leadingPt: 14.5 },
  secret: { ...bold, sizePt: 21, leadingPt: 30, hasSlashedZero: true },
  reading: { ...regular, sizePt: 7, leadingPt: 9, color: ink.quiet },
} as const satisfies Record<string, TextStyle>;
