/** The language of a document or of a part of it, as written into the PDF for screen readers. */
export type PdfLanguage = "ja-JP" | "en";

/** A row of a list of definitions; `code` sets the value fixed-pitch with a slashed zero, `strong` sets it bold. */
export interface Definition {
  label: string;
  value: string;
  style?: "plain" | "strong" | "code";
}

/** A column of a table; `share` is its part of the width relative to the other columns. */
export interface Column {
  header: string;
  share: number;
  align?: "start" | "end";
}

/** One character of a secret and how to say it, so that nobody takes l for 1. */
export interface ReadCharacter {
  character: string;
  reading: string;
}

/** A piece of a page. Every text is plain: nothing in it is read as markup, and no address becomes a link. */
export type Block = { language?: PdfLanguage } & (
  | { kind: "heading"; level: 1 | 2 | 3; text: string }
  | { kind: "paragraph"; text: string; size?: "body" | "small"; align?: "start" | "center" | "end" }
  | { kind: "definitions"; rows: readonly Definition[] }
  | { kind: "table"; columns: readonly Column[]; rows: readonly (readonly string[])[] }
  | { kind: "steps"; items: readonly string[] }
  | { kind: "note"; title?: string; text: string }
  | { kind: "checkbox"; isChecked: boolean; text: string }
  | { kind: "seal"; title: string; isVoid?: boolean; lines: readonly string[] }
  | { kind: "secret"; label: string; characters: readonly ReadCharacter[] }
  | { kind: "rule" }
  | { kind: "spacer"; heightPt: number }
  | { kind: "pageBreak" }
);

/**
 * A document as plain data: made by a pure function, drawn by `drawPdf`, fit to be sent to a worker.
 *
 * `createdAt` is written into the file's properties, so that the same document gives the same bytes.
 */
export interface PdfDocument {
  title: string;
  language: PdfLanguage;
  author: string;
  createdAt: Date;
  blocks: readonly Block[];
  /** Stands at the foot of each page, left of "1 / 2"; cut to one line. */
  footer: string;
}
