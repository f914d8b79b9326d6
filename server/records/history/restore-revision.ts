import type { FileValue } from "../../../app-definitions/field-type.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import { uuidOf } from "../../files/file-keys.ts";
import { reviveFiles } from "../../files/store.ts";
import type { Context } from "../../http/context.ts";
import type { Stored } from "../../query/condition.ts";
import { readDiffs } from "../following/store.ts";
import { requireRecord, type RequiredRecord } from "../require-record.ts";
import { toWireCell } from "../serialize-records.ts";
import { updateRecord } from "../update-records.ts";
import { filesOf, type RecordInput } from "../writing/merge-record.ts";
import { findBeginning } from "./find-beginning.ts";

/**
 * Gives a record the values that it had at an earlier revision, as a new revision: those that differ today and that the
 * viewer may edit. It is an ordinary save, with all its checks. Files come back that were taken out less than 30 days ago;
 * consents stay as they are: they are no values but a record of what people did.
 *
 * @param input - `current`: the revision that the viewer compared with; a later one is a conflict
 * @throws Failure record/not-found, permission/denied, thing/not-found for a revision that there is not or that lies before
 *   the viewer's part of the history, and those of a save
 */
export async function restoreRevision(
  context: Context,
  input: { app: string; id: string; revision: number; current?: string },
): Promise<{ revision: string }> {
  const { tx, directory } = context;
  const record = await requireRecord(context, input.app, input.id, "edit");
  const { app, id, row } = record;
  const diffs = await readDiffs(tx, app.id, id, input.revision);
  const beginning = await findBeginning(tx, record);
  const isThere = diffs.some(({ revision }) => revision === input.revision);
  if (!isThere || (beginning && input.revision < beginning.revision)) throw new Failure("thing/not-found");
  const then = new Map(row.values);
  for (const { diff } of diffs.filter(({ revision }) => revision > input.revision)) {
    for (const [field, [before]] of Object.entries(diff)) if (then.has(Number(field))) then.set(Number(field), before);
  }
  const valueIn = (values: ReadonlyMap<number, Stored>, field: DeployedField) => values.get(field.id) ?? null;
  const fields = [...app.fields.values()].filter((field) => {
    const { column, isWritable } = field.fieldType;
    if (field.table || field.column === null || !isWritable || column === "consent") return false;
    const isOther = JSON.stringify(valueIn(row.values, field)) !== JSON.stringify(valueIn(then, field));
    return isOther && record.mayEdit(field.code);
  });
  const keys = await keysAgain(context, record, fields, then);
  const values = Object.fromEntries(
    fields.map((field) => [
      field.code,
      { value: sendable(toWireCell(field, valueIn(then, field), directory).value, keys, field) },
    ]),
  );
  const revision = input.current ?? String(row.revision);
  return updateRecord(context, { app: app.id, id, revision, record: values as RecordInput });
}

/** Under which key a save can name each file of then: its own while the record holds it, a new one once it was let go. */
async function keysAgain(
  { tx, viewer, platform }: Context,
  { app, id, row }: RequiredRecord,
  fields: readonly DeployedField[],
  then: ReadonlyMap<number, Stored>,
): Promise<ReadonlyMap<string, string>> {
  const held = fields.flatMap((field) => filesOf(field, row.values.get(field.id) ?? null));
  const gone = fields
    .flatMap((field) => filesOf(field, then.get(field.id) ?? null))
    .filter((key) => !held.includes(key));
  const keys = new Map(gone.map((key) => [key, uuidOf(platform.random(16))]));
  const revived = await reviveFiles(tx, { app: app.id, record: id, user: viewer.userId, keys });
  return new Map([...held.map((key) => [key, key] as const), ...revived]);
}

/** The wire value without what can no longer be named: files that are gone and people who are no more. */
function sendable(value: unknown, files: ReadonlyMap<string, string>, field: DeployedField): unknown {
  switch (field.fieldType.column) {
    case "files":
      return (value as readonly FileValue[]).flatMap(({ fileKey }) => {
        const key = files.get(fileKey);
        return key === undefined ? [] : [{ fileKey: key }];
      });
    case "principals":
      return (value as readonly { code: string }[]).filter(({ code }) => code !== "");
    case "subtable":
      return (value as readonly WireRow[]).map(({ id, value: cells }) => ({
        id,
        value: Object.fromEntries(
          Object.entries(cells).map(([code, cell]) => {
            const inner = field.inner.get(code);
            return [code, inner ? { value: sendable(cell.value, files, inner) } : cell];
          }),
        ),
      }));
    default:
      return value;
  }
}

interface WireRow {
  readonly id: string;
  readonly value: Readonly<Record<string, { value: Stored }>>;
}
