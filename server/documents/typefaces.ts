import { createRequire } from "node:module";
import { codePointName, composeText, type Cluster } from "./compose-text.ts";
import type { Measured } from "./break-lines.ts";

export type Weight = "regular" | "bold";

/** How a text looks; sizes in points. */
export interface TextStyle {
  weight: Weight;
  sizePt: number;
  leadingPt: number;
  color: string;
  /** Sets zero with a slash, for codes that people type in. */
  hasSlashedZero?: boolean;
}

/** A cluster with its place: the file of the font that draws it, or none when it must be drawn as a box. */
export interface Glyph extends Measured {
  font: string | undefined;
  /** What a screen reader and a search find for a box. */
  spoken: string;
}

const resolve = createRequire(import.meta.url).resolve;

/** BIZ UDGothic first, because it tells similar letters apart; Noto Sans JP for the rarer characters it lacks. */
const fontFiles: Record<Weight, readonly string[]> = {
  regular: [
    resolve("@expo-google-fonts/biz-udgothic/400Regular/BIZUDGothic_400Regular.ttf"),
    resolve("@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf"),
  ],
  bold: [
    resolve("@expo-google-fonts/biz-udgothic/700Bold/BIZUDGothic_700Bold.ttf"),
    resolve("@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf"),
  ],
};

/** The font every document starts with, instead of pdfkit's built-in Helvetica, which is never embedded. */
export const firstFont = fontFiles.regular[0]!;

/** The parts of pdfkit's embedded font that we need; its published types leave the field out. */
interface FontInUse {
  font: { hasGlyphForCodePoint(codePoint: number): boolean };
  widthOfString(text: string, sizePt: number): number;
}

const variationSelector = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;

/** Measures texts in the fonts of one pdfkit document. Fonts are opened when the first character needs them. */
export function openTypefaces(pdf: PDFKit.PDFDocument): (text: string, style: TextStyle) => Glyph[][] {
  const known = new Map<string, { font: string | undefined; perEm: number }>();

  function fontInUse(file: string): FontInUse {
    pdf.font(file);
    return (pdf as unknown as { _font: FontInUse })._font;
  }

  function look(cluster: Cluster, weight: Weight) {
    const key = `${weight}${cluster.text}`;
    const found = known.get(key);
    if (found) return found;
    const codePoints = [...cluster.text]
      .filter((character) => !variationSelector.test(character))
      .map((character) => character.codePointAt(0)!);
    const font = cluster.isInvisible
      ? undefined
      : fontFiles[weight].find((file) => codePoints.every((at) => fontInUse(file).font.hasGlyphForCodePoint(at)));
    const entry = { font, perEm: font === undefined ? 1 : fontInUse(font).widthOfString(cluster.text, 1000) / 1000 };
    known.set(key, entry);
    return entry;
  }

  return (text, { weight, sizePt }) =>
    composeText(text).map((line) =>
      line.map((cluster) => {
        const { font, perEm } = look(cluster, weight);
        const spoken = cluster.isInvisible ? codePointName(cluster.text) : cluster.text;
        return { text: cluster.text, font, spoken, widthPt: perEm * sizePt };
      }),
    );
}

/** The sum of the widths of some glyphs, in points. */
export function widthOf(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((sum, { widthPt }) => sum + widthPt, 0);
}
