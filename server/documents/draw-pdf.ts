import { drawNote, drawCheckbox, drawSeal, drawSecret } from "./draw-boxes.ts";
import { drawDefinitions, drawTable } from "./draw-rows.ts";
import { flowLines } from "./flow-lines.ts";
import type { Block, PdfDocument } from "./pdf-document.ts";
import { drawRule, openSheet, type Element, type ElementOptions, type Sheet } from "./sheet.ts";
import { ink, styles } from "./styles.ts";

/**
 * Draws a document as a tagged A4 PDF 1.7: fonts embedded as subsets, language and title set, no links, no script, no
 * form. The same document gives the same bytes. Takes 100-500 ms, so call it through `renderPdf`, off the request thread.
 */
export function drawPdf(document: PdfDocument): Promise<Uint8Array> {
  const sheet = openSheet(document);
  for (const block of document.blocks) drawBlock(sheet, block);
  return sheet.finish(document.footer, styles.small);
}

function drawBlock(sheet: Sheet, block: Block) {
  const options: ElementOptions = block.language ? { lang: block.language } : {};
  const within = (tag: string): Element => sheet.element(sheet.root, tag, options);
  switch (block.kind) {
    case "heading":
      return drawHeading(sheet, within(`H${block.level}`), block.level, block.text);
    case "paragraph": {
      const style = block.size === "small" ? styles.small : styles.body;
      const lines = sheet.linesOf(block.text, style, sheet.width);
      flowLines(sheet, within("P"), "P", lines, style, { x: sheet.left, width: sheet.width }, block.align);
      sheet.y += style.leadingPt / 3;
      return;
    }
    case "definitions":
      drawDefinitions(sheet, within("Sect"), block.rows);
      sheet.y += 8;
      return;
    case "table":
      drawTable(sheet, within("Sect"), block.columns, block.rows);
      sheet.y += 8;
      return;
    case "steps":
      return drawSteps(sheet, within("L"), block.items);
    case "note":
      return drawNote(sheet, within("Div"), block.title, block.text);
    case "checkbox":
      return drawCheckbox(sheet, within("P"), block.isChecked, block.text);
    case "seal":
      return drawSeal(sheet, within("Div"), block);
    case "secret":
      return drawSecret(sheet, within("Div"), block.label, block.characters);
    case "rule":
      sheet.need(14);
      sheet.decorate(() => drawRule(sheet.pdf, sheet.left, sheet.y + 7, sheet.width, ink.hair));
      sheet.y += 14;
      return;
    case "spacer":
      sheet.y += Math.min(block.heightPt, Math.max(sheet.room(), 0));
      return;
    case "pageBreak":
      if (!sheet.isFresh()) sheet.turn();
      return;
  }
}

function drawHeading(sheet: Sheet, element: Element, level: 1 | 2 | 3, text: string) {
  const style = [styles.heading1, styles.heading2, styles.heading3][level - 1]!;
  const before = sheet.isFresh() ? 0 : [0, 12, 8][level - 1]!;
  const lines = sheet.linesOf(text, style, sheet.width);
  const keepWithNextPt = 52;
  sheet.need(before + lines.length * style.leadingPt + keepWithNextPt);
  if (!sheet.isFresh()) sheet.y += before;
  flowLines(sheet, element, `H${level}`, lines, style, { x: sheet.left, width: sheet.width });
  if (level === 1) {
    sheet.decorate(() => sheet.pdf.rect(sheet.left, sheet.y + 4, sheet.width, 2).fill(ink.accent));
    sheet.y += 16;
  } else {
    sheet.y += 4;
  }
}

function drawSteps(sheet: Sheet, list: Element, items: readonly string[]) {
  const indent = 20;
  items.forEach((item, index) => {
    const lines = sheet.linesOf(item, styles.body, sheet.width - indent);
    sheet.need(Math.min(lines.length, 2) * styles.body.leadingPt);
    const entry = sheet.element(list, "LI");
    const number = sheet.linesOf(`${index + 1}.`, styles.strong, indent);
    sheet.mark(sheet.element(entry, "Lbl"), "Lbl", () =>
      sheet.drawLines(number, styles.strong, { x: sheet.left, y: sheet.y, width: indent }),
    );
    const place = { x: sheet.left + indent, width: sheet.width - indent };
    flowLines(sheet, sheet.element(entry, "LBody"), "LBody", lines, styles.body, place);
    sheet.y += 3;
  });
  sheet.y += 4;
}
