import { formatMinute } from "./dates.ts";
import type { Block, Column, PdfDocument, PdfLanguage } from "./pdf-document.ts";

/** A field as the viewer may see it; `lines` for values of several lines, `value` for the others. */
export type PrintedRow = { label: string } & ({ value: string } | { lines: readonly string[] });

export interface PrintedTable {
  label: string;
  header: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A part of the form's layout: a tab or a group, or the fields before the first of them. */
export interface PrintedSection {
  heading?: string;
  rows: readonly PrintedRow[];
  tables: readonly PrintedTable[];
}

export interface PrintedRecord {
  language: PdfLanguage;
  appName: string;
  title: string;
  printedAt: Date;
  printedBy: string;
  sections: readonly PrintedSection[];
}

const words = {
  "ja-JP": {
    printed: (at: string, by: string) => `印刷日時 ${at}　印刷した人 ${by}`,
    nothing: "表示する項目がありません。",
    noRows: "行がありません。",
  },
  en: {
    printed: (at: string, by: string) => `Printed ${at} by ${by}`,
    nothing: "There are no fields to show.",
    noRows: "No rows.",
  },
} as const;

/**
 * A record on paper, in the order of its layout. What the viewer may not see must be left out by the caller: this prints
 * whatever it is given. Empty values are shown as a dash, so that a blank reads as "nothing entered".
 */
export function recordPrint(record: PrintedRecord): PdfDocument {
  const { language, sections } = record;
  const word = words[language];
  const printed = word.printed(formatMinute(record.printedAt, language), record.printedBy);
  const blocks = sections.flatMap((section) => sectionBlocks(section, word.noRows));
  return {
    title: `${record.appName} ${record.title}`,
    language,
    author: record.printedBy,
    createdAt: record.printedAt,
    footer: `${record.appName}　${record.title}`,
    blocks: [
      { kind: "paragraph", text: record.appName, size: "small" },
      { kind: "heading", level: 1, text: record.title },
      ...(blocks.length > 0 ? blocks : [{ kind: "paragraph", text: word.nothing } as const]),
      { kind: "paragraph", text: printed, size: "small", align: "end" },
    ],
  };
}

function sectionBlocks({ heading, rows, tables }: PrintedSection, noRows: string): Block[] {
  const definitions = rows.map((row) => ({
    label: row.label,
    value: "lines" in row ? row.lines.join("\n") : row.value,
  }));
  return [
    ...(heading === undefined ? [] : [{ kind: "heading", level: 2, text: heading } as const]),
    ...(definitions.length > 0 ? [{ kind: "definitions", rows: definitions } as const] : []),
    ...tables.flatMap((table): Block[] => [
      { kind: "heading", level: 3, text: table.label },
      table.rows.length > 0 && table.header.length > 0
        ? { kind: "table", columns: columnsOf(table), rows: table.rows }
        : { kind: "paragraph", text: noRows, size: "small" },
    ]),
  ];
}

/** What fits across the page in a table's type, in half-width characters. */
const pageWidth = 107;
const cellPadding = 3;

/** Columns get what their longest line needs; if that is too much, the widest give way first, down to the same width. */
function columnsOf({ header, rows }: PrintedTable): Column[] {
  const wanted = header.map((text, index) => {
    const lines = [text, ...rows.flatMap((row) => (row[index] ?? "").split("\n"))];
    return Math.max(...lines.map(displayWidth)) + cellPadding;
  });
  const widths = new Map<number, number>();
  const smallestFirst = header.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  let left = pageWidth;
  smallestFirst.forEach((index, place) => {
    const width = Math.min(wanted[index]!, Math.floor(left / (header.length - place)));
    widths.set(index, width);
    left -= width;
  });
  return header.map((text, index) => ({
    header: text,
    share: Math.max(widths.get(index)!, 1),
    align: isNumeric(rows.map((row) => row[index] ?? "")) ? "end" : "start",
  }));
}

/** In half-width characters, as BIZ UDGothic draws them: one for ASCII and half-width kana, two for the others. */
function displayWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[ -~\uFF61-\uFF9F]/.test(character) ? 1 : 2), 0);
}

function isNumeric(cells: readonly string[]): boolean {
  return cells.some((cell) => cell !== "") && cells.every((cell) => /^-?[\d.,]*%?$/.test(cell));
}
