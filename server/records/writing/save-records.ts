import type { FieldProblem } from "../../../app-definitions/field-type.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure, type Problems } from "../../errors.ts";
import { claimFiles, findUploads, requireOnce } from "../../files/claim-files.ts";
import type { Context } from "../../http/context.ts";
import { aclOf } from "../../permissions/acl-fields.ts";
import type { Stored } from "../../query/condition.ts";
import { grams } from "../../query/grams.ts";
import { searchText } from "../../query/search-text.ts";
import type { RecordRow } from "../record-row.ts";
import { refusal } from "../refusal.ts";
import { findCopies } from "../sources/find-copies.ts";
import { wantedKeys } from "./copy-lookups.ts";
import { mergeRecord, type MergedRecord, type RecordInput } from "./merge-record.ts";
import type { SaveContext } from "./save-context.ts";
import { findHolders, nextIds, takenValue, type RowToWrite } from "./store.ts";

/** One record of a batch: what it was (null: new), what was sent, and the error prefix (`record`, `records[3]`). */
export interface RecordToSave {
  readonly old: RecordRow | null;
  readonly input: RecordInput;
  readonly prefix: string;
}

/** A checked record, ready to be written. */
export interface CheckedRecord {
  readonly merged: MergedRecord;
  readonly row: RowToWrite;
}

/**
 * Merges and checks a batch, claims its files and numbers its new rows. All or nothing: the problems of every record are
 * told at once. At most four statements, whatever the size of the batch, and one for each lookup that is used.
 *
 * @throws Failure input/invalid with kintone's keys, or user/, group/ or organization/not-known; what `mergeRecord` throws
 */
export async function checkRecords(
  context: Context,
  save: Omit<SaveContext, "uploads">,
  records: readonly RecordToSave[],
): Promise<readonly CheckedRecord[]> {
  const { tx, viewer } = context;
  const uploads = await findUploads(
    tx,
    viewer,
    records.flatMap(({ input }) => sentFileKeys(input)),
  );
  const wanted = wantedKeys(
    records.map(({ input }) => input),
    { ...save, uploads },
  );
  const copies = await findCopies(context, save.app, wanted);
  const merged = records.map(({ old, input }) => mergeRecord(old, input, { ...save, uploads, copies }));
  const problems = { ...problemsOf(records, merged), ...(await duplicates(context, save, records, merged)) };
  if (Object.keys(problems).length > 0) throw refusal(problems);

  const newRows = merged.flatMap((one) => one.newRows);
  const added = records.filter(({ old }) => old === null).length;
  const ids = await nextIds(tx, save.app, { records: added, rows: newRows.length });
  newRows.forEach((row, at) => (row.id = ids.rows[at]!));
  const recordIds = records.map(({ old }) => old?.id ?? ids.records.shift()!);
  const claimed = merged.flatMap(({ addedFiles }, at) =>
    addedFiles.map((file) => ({ ...file, app: save.app.id, record: recordIds[at]! })),
  );
  requireOnce(claimed, uploads);
  const removed = merged.flatMap(({ removedFiles }) => removedFiles);
  await claimFiles(tx, { claimed, removed }, save.now);
  return merged.map((one, at) => ({ merged: one, row: rowToWrite(save, one, records[at]!.old, recordIds[at]!) }));
}

/** What the event of a saved record tells of it: codes, no values. */
export function changedFields({ merged }: CheckedRecord): { readonly fields: readonly string[] } {
  return { fields: merged.changed.map(({ code }) => code) };
}

function rowToWrite(
  { app }: Pick<SaveContext, "app">,
  { values, changed }: MergedRecord,
  old: RecordRow | null,
  id: string,
): RowToWrite {
  const mayHaveNewText = old === null || changed.some(isSearched);
  const txt = mayHaveNewText ? searchText(app, (field) => values.get(field.id) ?? null) : "";
  const oldText = old && mayHaveNewText ? searchText(app, (field) => old.values.get(field.id) ?? null) : "";
  const isNewText = txt !== oldText;
  const before = (field: DeployedField): Stored => old?.values.get(field.id) ?? null;
  return {
    id,
    revision: old?.revision ?? 0,
    values,
    acl: aclOf(app, (field) => values.get(field.id) ?? null),
    diff: Object.fromEntries(
      changed
        .filter(({ fieldType }) => !fieldType.systemColumn)
        .map((field) => [field.id, [before(field), values.get(field.id)!]]),
    ),
    txt: isNewText ? txt : null,
    grams: isNewText ? grams(txt) : null,
  };
}

function isSearched({ fieldType, inner }: DeployedField): boolean {
  return fieldType.isSearchable === true || [...inner.values()].some(isSearched);
}

function sentFileKeys(input: unknown): string[] {
  if (Array.isArray(input)) return input.flatMap(sentFileKeys);
  if (typeof input !== "object" || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    key === "fileKey" && typeof value === "string" ? [value] : sentFileKeys(value),
  );
}

function problemsOf(records: readonly RecordToSave[], merged: readonly MergedRecord[]): Problems {
  const all: Record<string, FieldProblem[]> = {};
  for (const [at, { problems }] of merged.entries()) {
    for (const { field, problem } of problems) (all[keyOf(records[at]!.prefix, field, problem)] ??= []).push(problem);
  }
  return all;
}

function keyOf(prefix: string, { code }: DeployedField, { message, at = "value" }: FieldProblem): string {
  // kintone's own exception: "not a number" has the code in brackets.
  if (message === "not-number" && at === "value") return `${prefix}[${code}].value`;
  return `${prefix}.${code}.${at}`;
}

/** "No duplicates", against the other records and within the batch; one statement for all fields. */
async function duplicates(
  { tx }: Context,
  { app }: Pick<SaveContext, "app">,
  records: readonly RecordToSave[],
  merged: readonly MergedRecord[],
): Promise<Problems> {
  const claims = merged.flatMap(({ changed, values }, at) =>
    changed
      .filter((field) => field.property.unique === true && values.get(field.id) !== null)
      .map((field) => ({ field, at, value: String(values.get(field.id)) })),
  );
  const wanted = new Map<DeployedField, string[]>();
  for (const { field, value } of claims) wanted.set(field, [...(wanted.get(field) ?? []), value]);
  const holders = await findHolders(tx, app, wanted);
  const problems: Record<string, Problems[string]> = {};
  for (const { field, at, value } of claims) {
    const own = records[at]!.old?.id;
    const isHeld = holders.some((one) => one.field === field.id && one.value === value && one.id !== own);
    const isTwice = claims.some((one) => one.field === field && one.value === value && one.at < at);
    const problem = { message: "not-unique" };
    if (isHeld || isTwice) problems[keyOf(records[at]!.prefix, field, problem)] = [problem];
  }
  return problems;
}

/**
 * Runs the statement that writes the records. Somebody may have taken a value without duplicates since it was checked;
 * that is told as if the check had seen it.
 *
 * @throws Failure input/invalid
 */
export async function writeChecked<Result>(
  { fields }: SaveContext["app"],
  records: readonly RecordToSave[],
  checked: readonly CheckedRecord[],
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const taken = takenValue(error);
    const field = taken && [...fields.values()].find(({ column }) => column === taken.column);
    if (!field) throw error;
    const at = checked.findIndex(({ row }) => String(row.values.get(field.id)) === taken.value);
    const problem = { message: "not-unique" };
    throw new Failure("input/invalid", {}, { [keyOf(records[Math.max(at, 0)]!.prefix, field, problem)]: [problem] });
  }
}
