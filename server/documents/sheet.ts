import PdfKit from "pdfkit";
import { breakLines } from "./break-lines.ts";
import { codePointName } from "./compose-text.ts";
import type { PdfDocument } from "./pdf-document.ts";
import { firstFont, openTypefaces, widthOf, type Glyph, type TextStyle } from "./typefaces.ts";

/** An element of the structure tree that screen readers walk. */
export type Element = PDFKit.PDFStructureElement;

export interface ElementOptions extends PDFKit.Mixins.StructureElementOptions {
  scope?: "Row" | "Column";
}

/** A place on the page, in points from its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const page = { left: 56, right: 56, top: 54, bottom: 68 } as const;

/**
 * The A4 page in hand of a PDF in the making: where the next thing goes, and the few strokes everything is made of.
 *
 * What is drawn is either marked as content of an element (`mark`) or as decoration that screen readers skip
 * (`decorate`); the two must not be nested.
 */
export function openSheet(document: PdfDocument) {
  const info = {
    Title: plainProperty(document.title),
    Author: plainProperty(document.author),
    Producer: "Madoguchi",
    Creator: "Madoguchi",
    CreationDate: document.createdAt,
    ModDate: document.createdAt,
  };
  const pdf = new PdfKit({
    size: "A4",
    margins: page,
    font: firstFont,
    info,
    lang: document.language,
    tagged: true,
    displayTitle: true,
    pdfVersion: "1.7",
    bufferPages: true,
  });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<Uint8Array>((done, failed) => {
    pdf.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on("end", () => done(Uint8Array.from(Buffer.concat(chunks))));
    pdf.on("error", failed);
  });
  const root = pdf.struct("Document", { lang: document.language });
  pdf.addStructure(root);
  const glyphsOf = openTypefaces(pdf);

  const sheet = {
    pdf,
    root,
    left: page.left as number,
    width: pdf.page.width - page.left - page.right,
    /** Height that a fresh page offers. */
    fullHeight: pdf.page.height - page.top - page.bottom,
    y: page.top as number,

    room: () => pdf.page.height - page.bottom - sheet.y,
    isFresh: () => sheet.y === page.top,
    turn() {
      pdf.addPage();
      sheet.y = page.top;
    },
    /** Turns the page unless so much height is left, or the page is fresh anyway. */
    need(heightPt: number) {
      if (sheet.room() < heightPt && !sheet.isFresh()) sheet.turn();
    },

    element(parent: Element, tag: string, options: ElementOptions = {}): Element {
      const element = pdf.struct(tag, options);
      parent.add(element);
      return element;
    },
    mark(element: Element, tag: string, draw: () => void) {
      const content = pdf.markStructureContent(tag);
      draw();
      pdf.endMarkedContent();
      element.add(content);
    },
    decorate(draw: () => void) {
      pdf.markContent("Artifact", { type: "Layout" });
      draw();
      pdf.endMarkedContent();
    },

    /** The glyphs of a text's lines as written, unbroken. */
    glyphsOf,
    linesOf: (text: string, style: TextStyle, widthPt: number): Glyph[][] =>
      glyphsOf(text, style).flatMap((line) => breakLines(line, widthPt)),

    /** Draws lines from `y` down, each centred in its leading. Ends `leadingPt` per line further down. */
    drawLines(lines: readonly Glyph[][], style: TextStyle, box: Pick<Box, "x" | "y" | "width">, align = "start") {
      lines.forEach((line, index) => {
        const spare = box.width - widthOf(line);
        const x = box.x + (align === "end" ? spare : align === "center" ? spare / 2 : 0);
        drawLine(pdf, line, style, x, box.y + index * style.leadingPt + baseline(style));
      });
    },

    /** Writes the feet, now that the number of pages is known, and gives the file. */
    finish(footer: string, style: TextStyle): Promise<Uint8Array> {
      root.end();
      const { count } = pdf.bufferedPageRange();
      for (let index = 0; index < count; index += 1) {
        pdf.switchToPage(index);
        pdf.markContent("Artifact", { type: "Pagination" });
        const y = pdf.page.height - page.bottom + 26;
        const number = sheet.linesOf(`${index + 1} / ${count}`, style, sheet.width);
        const text = sheet.linesOf(footer, style, sheet.width - 70).slice(0, 1);
        drawRule(pdf, sheet.left, y - 6, sheet.width, "#d0d0d0");
        sheet.drawLines(text, style, { x: sheet.left, y, width: sheet.width });
        sheet.drawLines(number, style, { x: sheet.left, y, width: sheet.width }, "end");
        pdf.endMarkedContent();
      }
      pdf.end();
      return finished;
    },
  };
  return sheet;
}

export type Sheet = ReturnType<typeof openSheet>;

/** A hairline across. */
export function drawRule(pdf: PDFKit.PDFDocument, x: number, y: number, width: number, color: string) {
  pdf
    .lineWidth(0.6)
    .strokeColor(color)
    .moveTo(x, y)
    .lineTo(x + width, y)
    .stroke();
}

/** Puts the em box (880 above, 120 below the baseline in BIZ UDGothic) into the middle of the leading. */
function baseline({ sizePt, leadingPt }: TextStyle): number {
  return (leadingPt - sizePt) / 2 + sizePt * 0.88;
}

function drawLine(pdf: PDFKit.PDFDocument, line: readonly Glyph[], style: TextStyle, x: number, y: number) {
  let at = x;
  for (let start = 0; start < line.length;) {
    const { font, widthPt } = line[start]!;
    let end = start + 1;
    if (font === undefined) {
      drawMissing(pdf, line[start]!, style, at, y);
      at += widthPt;
    } else {
      while (end < line.length && line[end]?.font === font) end += 1;
      const run = line.slice(start, end);
      drawRun(pdf, run.map(({ text }) => text).join(""), font, style, at, y);
      at += widthOf(run);
    }
    start = end;
  }
}

function drawRun(pdf: PDFKit.PDFDocument, text: string, font: string, style: TextStyle, x: number, y: number) {
  pdf
    .font(font, style.sizePt)
    .fillColor(style.color)
    .text(text, x, y, {
      lineBreak: false,
      baseline: "alphabetic",
      ...(style.hasSlashedZero ? { features: ["zero"] } : {}),
    });
}

/** A box with the number of the code point inside; what it stands for is kept for search and screen readers. */
function drawMissing(pdf: PDFKit.PDFDocument, glyph: Glyph, style: TextStyle, x: number, y: number) {
  const digits = codePointName(glyph.text).slice(2);
  const rows = [digits.slice(0, Math.ceil(digits.length / 2)), digits.slice(Math.ceil(digits.length / 2))];
  const size = style.sizePt;
  const small: TextStyle = { ...style, sizePt: size * 0.38 };
  pdf.markContent("Span", { actual: glyph.spoken });
  pdf.lineWidth(size * 0.05).strokeColor(style.color);
  pdf.rect(x + size * 0.06, y - size * 0.82, size * 0.88, size * 0.88).stroke();
  rows.forEach((row, index) => {
    const width = row.length * small.sizePt * 0.5;
    drawRun(pdf, row, firstFont, small, x + (size - width) / 2, y - size * (0.45 - index * 0.4));
  });
  pdf.endMarkedContent();
}

/** pdfkit writes a document's properties into XML without escaping. */
function plainProperty(text: string): string {
  return text.replaceAll("&", "＆").replaceAll("<", "＜").replaceAll(">", "＞").replace(/\p{C}/gu, " ");
}
