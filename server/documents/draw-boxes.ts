import { linesThatStay } from "./flow-lines.ts";
import type { ReadCharacter } from "./pdf-document.ts";
import type { Element, Sheet } from "./sheet.ts";
import { ink, styles } from "./styles.ts";

/** A tinted box with a bar at its left; a long one runs on over the page. */
export function drawNote(sheet: Sheet, element: Element, title: string | undefined, text: string) {
  const inset = 14;
  const gap = 7;
  const { leadingPt } = styles.body;
  const width = sheet.width - 2 * inset;
  const titles = title === undefined ? [] : sheet.linesOf(title, styles.strong, width);
  const texts = sheet.linesOf(text, styles.body, width);
  sheet.need(Math.min(titles.length + texts.length, 4) * leadingPt + 2 * gap);

  const paragraph = sheet.element(element, "P");
  let restTitles = titles;
  let restTexts = texts;
  while (restTitles.length + restTexts.length > 0) {
    const total = restTitles.length + restTexts.length;
    const stay = linesThatStay(total, Math.floor((sheet.room() - 2 * gap) / leadingPt));
    if (stay > 0) {
      const nowTitles = restTitles.slice(0, stay);
      const nowTexts = restTexts.slice(0, stay - nowTitles.length);
      const height = stay * leadingPt + 2 * gap;
      sheet.decorate(() => {
        sheet.pdf.rect(sheet.left, sheet.y, sheet.width, height).fill(ink.tint);
        sheet.pdf.rect(sheet.left, sheet.y, 3, height).fill(ink.accent);
      });
      sheet.mark(paragraph, "P", () => {
        const x = sheet.left + inset;
        sheet.drawLines(nowTitles, styles.strong, { x, y: sheet.y + gap, width });
        sheet.drawLines(nowTexts, styles.body, { x, y: sheet.y + gap + nowTitles.length * leadingPt, width });
      });
      sheet.y += height;
      restTitles = restTitles.slice(nowTitles.length);
      restTexts = restTexts.slice(nowTexts.length);
    }
    if (restTitles.length + restTexts.length > 0) sheet.turn();
  }
  sheet.y += 10;
}

/** A ticked or empty box drawn as lines, because few fonts have the character, and its text. */
export function drawCheckbox(sheet: Sheet, element: Element, isChecked: boolean, text: string) {
  const indent = 20;
  const lines = sheet.linesOf(text, styles.body, sheet.width - indent);
  sheet.need(lines.length * styles.body.leadingPt);
  const y = sheet.y;
  const figure = sheet.element(element, "Figure", { alt: isChecked ? "☑" : "☐" });
  sheet.mark(figure, "Figure", () => {
    sheet.pdf.lineWidth(1).strokeColor(ink.text);
    sheet.pdf.rect(sheet.left + 1, y + 3.5, 11, 11).stroke();
    if (isChecked) drawTick(sheet, sheet.left + 6.5, y + 9, 5, 1.6, ink.text);
  });
  sheet.mark(element, "P", () =>
    sheet.drawLines(lines, styles.body, { x: sheet.left + indent, y, width: sheet.width - indent }),
  );
  sheet.y += lines.length * styles.body.leadingPt + 4;
}

/** The outcome in a frame with an emblem (a tick, or a bar when void), to be seen first. Its texts must be short. */
export function drawSeal(
  sheet: Sheet,
  element: Element,
  { title, lines, isVoid }: { title: string; lines: readonly string[]; isVoid?: boolean },
) {
  const color = isVoid ? ink.quiet : ink.accent;
  const emblem = 64;
  const inset = 14;
  const x = sheet.left + emblem;
  const width = sheet.width - emblem - inset;
  const titles = sheet.linesOf(title, styles.heading2, width);
  const texts = lines.flatMap((line) => sheet.linesOf(line, styles.body, width));
  const titlesHeight = titles.length * styles.heading2.leadingPt;
  const height = Math.max(titlesHeight + texts.length * styles.body.leadingPt, 38) + 2 * inset;
  sheet.need(height);
  const top = sheet.y + (height - titlesHeight - texts.length * styles.body.leadingPt) / 2;
  sheet.decorate(() => {
    sheet.pdf.lineWidth(1.4).strokeColor(color);
    sheet.pdf.roundedRect(sheet.left + 0.7, sheet.y + 0.7, sheet.width - 1.4, height - 1.4, 5).stroke();
    const centre = { x: sheet.left + emblem / 2 + 2, y: sheet.y + height / 2 };
    sheet.pdf.circle(centre.x, centre.y, 18).fill(color);
    if (isVoid) sheet.pdf.rect(centre.x - 9, centre.y - 2, 18, 4).fill("#ffffff");
    else drawTick(sheet, centre.x, centre.y, 13, 3.4, "#ffffff");
  });
  sheet.mark(sheet.element(element, "P"), "P", () => sheet.drawLines(titles, styles.heading2, { x, y: top, width }));
  sheet.mark(sheet.element(element, "P"), "P", () =>
    sheet.drawLines(texts, styles.body, { x, y: top + titlesHeight, width }),
  );
  sheet.y += height + 12;
}

/** A secret, one large character to a box, each with the way to say it below. */
export function drawSecret(sheet: Sheet, element: Element, label: string, characters: readonly ReadCharacter[]) {
  const cell = { width: 40, height: 34, gapBelow: 24 } as const;
  const perRow = Math.floor(sheet.width / cell.width);
  const rows = Math.ceil(characters.length / perRow);
  const labels = sheet.linesOf(label, styles.label, sheet.width);
  sheet.need(labels.length * styles.label.leadingPt + rows * (cell.height + cell.gapBelow));

  sheet.mark(sheet.element(element, "P"), "P", () =>
    sheet.drawLines(labels, styles.label, { x: sheet.left, y: sheet.y, width: sheet.width }),
  );
  sheet.y += labels.length * styles.label.leadingPt;
  const place = (index: number) => ({
    x: sheet.left + (index % perRow) * cell.width,
    y: sheet.y + Math.floor(index / perRow) * (cell.height + cell.gapBelow),
    width: cell.width - 4,
  });
  sheet.decorate(() => {
    sheet.pdf.lineWidth(0.8).strokeColor(ink.line);
    characters.forEach((_, index) => {
      const { x, y, width } = place(index);
      sheet.pdf.rect(x, y, width, cell.height).stroke();
    });
  });
  const secret = characters.map(({ character }) => character).join("");
  sheet.mark(sheet.element(element, "P", { actual: secret }), "P", () =>
    characters.forEach(({ character }, index) => {
      const box = place(index);
      const lines = sheet.linesOf(character, styles.secret, box.width);
      sheet.drawLines(lines, styles.secret, { ...box, y: box.y + 2 }, "center");
    }),
  );
  sheet.mark(sheet.element(element, "P"), "P", () =>
    characters.forEach(({ reading }, index) => {
      const box = place(index);
      const lines = sheet.linesOf(reading, styles.reading, cell.width);
      sheet.drawLines(lines, styles.reading, { x: box.x - 2, y: box.y + cell.height + 1, width: cell.width }, "center");
    }),
  );
  sheet.y += rows * (cell.height + cell.gapBelow) + 4;
}

function drawTick(sheet: Sheet, x: number, y: number, size: number, lineWidth: number, color: string) {
  sheet.pdf.lineWidth(lineWidth).strokeColor(color).lineCap("round").lineJoin("round");
  sheet.pdf.moveTo(x - size * 0.55, y + size * 0.02);
  sheet.pdf
    .lineTo(x - size * 0.14, y + size * 0.42)
    .lineTo(x + size * 0.6, y - size * 0.42)
    .stroke();
  sheet.pdf.lineCap("butt").lineJoin("miter");
}
