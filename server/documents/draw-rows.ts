import type { Column, Definition } from "./pdf-document.ts";
import { drawRule, type Element, type ElementOptions, type Sheet } from "./sheet.ts";
import { ink, styles } from "./styles.ts";
import type { Glyph, TextStyle } from "./typefaces.ts";

const padding = { x: 6, y: 4 } as const;
const labelShare = 0.29;

interface Cell {
  tag: "TH" | "TD";
  scope?: "Row" | "Column";
  lines: Glyph[][];
  style: TextStyle;
  x: number;
  width: number;
  align?: "start" | "end";
}

/** Labels on a tint at the left, values at the right; long values run on over the page. */
export function drawDefinitions(sheet: Sheet, parent: Element, rows: readonly Definition[]) {
  const table = sheet.element(parent, "Table");
  const labelWidth = sheet.width * labelShare;
  const valueX = sheet.left + labelWidth;
  sheet.need(40);
  rows.forEach(({ label, value, style = "plain" }, index) => {
    const valueStyle = { plain: styles.body, strong: styles.strong, code: styles.code }[style];
    const shown = value === "" ? "―" : value;
    const cells = [
      cellOf(sheet, "TH", label, styles.label, sheet.left, labelWidth, { scope: "Row" }),
      cellOf(sheet, "TD", shown, valueStyle, valueX, sheet.width - labelWidth),
    ];
    drawRow(sheet, table, cells, index === 0 ? ink.line : ink.hair);
  });
}

/** A table whose header comes again on each page; screen readers meet it once. */
export function drawTable(
  sheet: Sheet,
  parent: Element,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
) {
  const table = sheet.element(parent, "Table");
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  const places = columns.map((column, index) => ({
    column,
    width: (sheet.width * column.share) / total,
    x: sheet.left + (sheet.width * columns.slice(0, index).reduce((sum, { share }) => sum + share, 0)) / total,
  }));
  const header = places.map(({ column, x, width }) =>
    cellOf(sheet, "TH", column.header, styles.header, x, width, { scope: "Column", align: column.align ?? "start" }),
  );
  const headerHeight = heightOf(header);
  const repeatHeader = () => {
    if (headerHeight > sheet.fullHeight / 3) return;
    sheet.decorate(() => {
      drawFrame(sheet, header, headerHeight, ink.line);
      for (const cell of header) drawCell(sheet, cell, cell.lines);
    });
    sheet.y += headerHeight;
  };

  sheet.need(headerHeight + 30);
  drawRow(sheet, table, header, ink.line);
  rows.forEach((row, index) => {
    const cells = places.map(({ column, x, width }, place) =>
      cellOf(sheet, "TD", row[place] ?? "", styles.cell, x, width, { align: column.align ?? "start" }),
    );
    drawRow(sheet, table, cells, index === 0 ? ink.line : ink.hair, repeatHeader);
  });
}

function cellOf(
  sheet: Sheet,
  tag: Cell["tag"],
  text: string,
  style: TextStyle,
  x: number,
  width: number,
  more: Pick<Cell, "scope" | "align"> = {},
): Cell {
  return { tag, style, x, width, lines: sheet.linesOf(text, style, width - 2 * padding.x), ...more };
}

/** Keeps a row on one page when it is short, and lets it run over the pages, line by line, when it is long. */
function drawRow(
  sheet: Sheet,
  table: Element,
  cells: readonly Cell[],
  ruleAbove: string,
  onTurn: () => void = () => undefined,
) {
  const row = sheet.element(table, "TR");
  const parts = cells.map((cell) => {
    const options: ElementOptions = cell.scope ? { scope: cell.scope } : {};
    return { cell, element: sheet.element(row, cell.tag, options), rest: cell.lines };
  });
  let rule = ruleAbove;
  const turn = () => {
    sheet.turn();
    onTurn();
    rule = ink.line;
  };
  const height = heightOf(cells);
  if (height > sheet.room() && (height < sheet.fullHeight / 3 || sheet.room() < 60) && !sheet.isFresh()) turn();

  do {
    const slices = parts.map(({ cell, rest }) => rest.slice(0, linesThatFit(sheet.room(), cell.style)));
    const sliceHeight = heightOf(cells.map((cell, index) => ({ ...cell, lines: slices[index]! })));
    sheet.decorate(() => drawFrame(sheet, cells, sliceHeight, rule));
    parts.forEach((part, index) => {
      const slice = slices[index]!;
      part.rest = part.rest.slice(slice.length);
      if (slice.length > 0) sheet.mark(part.element, part.cell.tag, () => drawCell(sheet, part.cell, slice));
    });
    sheet.y += sliceHeight;
    if (parts.some(({ rest }) => rest.length > 0)) turn();
  } while (parts.some(({ rest }) => rest.length > 0));
}

function linesThatFit(roomPt: number, { leadingPt }: TextStyle): number {
  return Math.max(1, Math.floor((roomPt - 2 * padding.y) / leadingPt));
}

function heightOf(cells: readonly Pick<Cell, "lines" | "style">[]): number {
  return Math.max(...cells.map(({ lines, style }) => Math.max(lines.length, 1) * style.leadingPt)) + 2 * padding.y;
}

function drawCell(sheet: Sheet, { style, x, width, align }: Cell, lines: readonly Glyph[][]) {
  const box = { x: x + padding.x, y: sheet.y + padding.y, width: width - 2 * padding.x };
  sheet.drawLines(lines, style, box, align);
}

/** The rule above is drawn again in every row, because the tint would cut into the one of the row before. */
function drawFrame(sheet: Sheet, cells: readonly Cell[], height: number, ruleAbove: string) {
  for (const { tag, x, width } of cells) {
    if (tag === "TH") sheet.pdf.rect(x, sheet.y, width, height).fill(ink.tint);
  }
  const isHeader = cells.every(({ tag }) => tag === "TH");
  drawRule(sheet.pdf, sheet.left, sheet.y, sheet.width, ruleAbove);
  drawRule(sheet.pdf, sheet.left, sheet.y + height, sheet.width, isHeader ? ink.line : ink.hair);
}
