import { readFile } from "node:fs/promises";
import { Failure } from "../../errors.ts";
import { pathOf } from "../../files/receive-upload.ts";
import { lockUploads } from "../../files/store.ts";
import type { Context } from "../../http/context.ts";
import { findText } from "../../messages/text.ts";
import { csvColumns, type CsvType } from "./columns.ts";
import { readCsv } from "./csv-text.ts";
import { saveRow } from "./save-row.ts";
import { readRows } from "./read-rows.ts";
import { findImport, insertImport, keepOnlyIf, spendUpload, type ImportProblem } from "./store.ts";
import { makeDirectoryCache } from "../directory-cache.ts";

const mostBytes = 10 * 1_048_576;
const mostRows = 5_000;
const mostProblems = 100;

/**
 * Takes a list over from an uploaded CSV file: who is known by code is changed, who is not is added, nobody is removed. All
 * rows or none, in the request's own transaction; what stood in the way is told by `readImport`.
 *
 * @throws Failure file/not-found, input/too-large
 */
export async function importPeople(context: Context, type: CsvType, { fileKey }: { fileKey: string }) {
  const { tx, viewer, now, platform } = context;
  const [file] = await lockUploads(tx, [fileKey], viewer.userId);
  if (!file) throw new Failure("file/not-found", { key: fileKey });
  if (Number(file.size_bytes) > mostBytes) throw new Failure("input/too-large", { maxBytes: mostBytes });
  await spendUpload(tx, fileKey);
  const lines = readCsv(await readFile(pathOf(platform.filesFolder, file.storage_name)));
  const { rows, problems } = lines
    ? readRows(type, lines)
    : { rows: [], problems: [{ row: 1, column: null, message: "csv/unreadable" }] };
  const found: ImportProblem[] = [...problems];
  if (rows.length > mostRows)
    found.push({ row: mostRows + 2, column: null, message: "csv/too-long", params: { max: mostRows } });

  if (found.length === 0) {
    await keepOnlyIf(tx, async () => {
      let current = context;
      for (const { row, values } of rows) {
        const refresh = async () => (current = { ...context, directory: await makeDirectoryCache().current(tx) });
        try {
          await saveRow(current, type, values, refresh);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          found.push(...problemsOf(error, row));
          if (found.length >= mostProblems) break;
        }
      }
      return found.length === 0;
    });
  }
  const outcome = { type, rowCount: rows.length, problems: found.slice(0, mostProblems) };
  return { id: await insertImport(tx, outcome, viewer.userId, now) };
}

function problemsOf(failure: Failure, row: number): ImportProblem[] {
  const problems = Object.entries(failure.problems).flatMap(([column, list]) =>
    list.map(({ message, params }) => ({ row, column, message, ...(params && { params }) })),
  );
  return problems.length > 0 ? problems : [{ row, column: null, message: failure.kind, params: failure.params }];
}

/** How an import ended, with the problems in the reader's language. @throws Failure thing/not-found */
export async function readImport({ tx, viewer }: Context, { id }: { id: string }) {
  const outcome = await findImport(tx, id);
  if (!outcome) throw new Failure("thing/not-found");
  const { type, rowCount, problems } = outcome;
  const columns = csvColumns[type as CsvType];
  const isDone = problems.length === 0;
  return {
    done: true,
    success: isDone,
    errorCode: isDone ? null : "CB_VA01",
    rows: String(rowCount),
    errors: problems.map(({ row, column, message, params }) => ({
      row: String(row),
      column: columns.find(({ key }) => key === column)?.[viewer.locale] ?? null,
      message: findText(viewer.locale, message, params) ?? findText(viewer.locale, "input/invalid"),
    })),
  };
}
