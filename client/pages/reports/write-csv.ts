import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";
import type { App } from "../../wire.ts";
import { aggregationWords, groupingWords, keyWords } from "./report-words.ts";

/** A spreadsheet would run a text that begins so; numbers may begin with a minus. */
const formula = /^[=+\-@\t\r](?!\d+([.]\d+)?$)/;

/** The figures of an answer as CSV for spreadsheets: UTF-8 with a byte order mark, numbers plain. */
export async function writeFigures(app: App, { groupings, aggregations, groups }: Aggregate): Promise<Blob> {
  const { unparse } = await import("papaparse");
  const head = [
    ...groupings.map((one) => groupingWords(app, one)),
    ...aggregations.map((one) => aggregationWords(app, one)),
  ];
  const rows = groups.map(({ keys, values }) => [
    ...keys.map((key, at) => keyWords(app, groupings[at]!, key)),
    ...values.map((value) => value ?? ""),
  ]);
  const text = unparse([head, ...rows], { newline: "\r\n", escapeFormulae: formula });
  return new Blob([`\ufeff${text}\r\n`], { type: "text/csv; charset=utf-8" });
}

/** Hands a file to the person, as the browser keeps downloads. */
export function saveFile(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
