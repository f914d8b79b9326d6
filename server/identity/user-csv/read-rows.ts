import { loginNameKey } from "../directory.ts";
import { csvColumns, isMembership, type CsvColumn, type CsvType } from "./columns.ts";
import type { ImportProblem } from "./store.ts";

/** One row by column key; membership lists hold their codes as a list. A column that the file lacks is missing here too. */
export type RowValues = Readonly<Record<string, string | readonly string[]>>;

interface Rows {
  readonly rows: readonly { readonly row: number; readonly values: RowValues }[];
  readonly problems: readonly ImportProblem[];
}

/** Reads the lines of a file by its headings, which may be Japanese or English and in any order. */
export function readRows(type: CsvType, lines: readonly { line: number; cells: readonly string[] }[]): Rows {
  const [heading, ...rest] = lines;
  if (!heading) return { rows: [], problems: [{ row: 1, column: null, message: "csv/empty" }] };
  const columns = isMembership(type) ? [csvColumns[type][0]] : heading.cells.map((cell) => columnOf(type, cell));
  const problems: ImportProblem[] = heading.cells.flatMap((cell, at) =>
    at < columns.length && !columns[at]
      ? [{ row: heading.line, column: null, message: "csv/heading", params: { heading: cell } }]
      : [],
  );
  const keys = columns.map((column) => column?.key ?? "");
  if (!keys.includes("code") || new Set(keys).size < keys.length) {
    problems.push({ row: heading.line, column: "code", message: "csv/headings" });
  }
  const rows = rest.map(({ line, cells }) => ({ row: line, values: valuesOf(type, keys, cells) }));
  const seen = new Set<string>();
  for (const { row, values } of rows) {
    const key = loginNameKey(String(values["code"] ?? ""));
    if (seen.has(key)) problems.push({ row, column: "code", message: "csv/twice" });
    seen.add(key);
  }
  return { rows, problems };
}

function columnOf(type: CsvType, cell: string): CsvColumn | undefined {
  const name = cell.normalize("NFKC").toLowerCase();
  return csvColumns[type].find(({ ja, en }) => name === ja.toLowerCase() || name === en.toLowerCase());
}

function valuesOf(type: CsvType, keys: readonly string[], cells: readonly string[]): RowValues {
  const values = Object.fromEntries(keys.map((key, at) => [key, cells[at] ?? ""]));
  const list = csvColumns[type].at(-1)!.key;
  return isMembership(type) ? { ...values, [list]: cells.slice(1).filter((cell) => cell !== "") } : values;
}
