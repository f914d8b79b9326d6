import Papa from "papaparse";

/** A spreadsheet would run a text that begins so; exported ones wear an apostrophe, which an import takes off again. */
const formula = /^'(?=[=+\-@\t\r])/;

/** CSV as kintone and spreadsheets read it: UTF-8 with a byte order mark, CRLF, no cell that a spreadsheet would run. */
export function writeCsv(rows: readonly (readonly string[])[]): Uint8Array {
  const text = Papa.unparse(rows.map((row) => [...row]), { newline: "\r\n", escapeFormulae: true }); // prettier-ignore
  return Buffer.from(`\ufeff${text}\r\n`, "utf8");
}

/**
 * The cells of a CSV file in UTF-8 (with or without a mark) or Shift_JIS, lines without any text left out; undefined for
 * what is neither, or breaks off inside quotes.
 */
export function readCsv(octets: Uint8Array): readonly { line: number; cells: readonly string[] }[] | undefined {
  const text = decode(octets);
  if (text === undefined) return undefined;
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: false, delimiter: "," });
  if (errors.length > 0) return undefined;
  return data
    .map((cells, at) => ({ line: at + 1, cells: cells.map((cell) => cell.trim().replace(formula, "")) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

function decode(octets: Uint8Array): string | undefined {
  for (const encoding of ["utf-8", "shift_jis"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(octets);
    } catch {
      continue;
    }
  }
  return undefined;
}
