import type { FileValue } from "../../../app-definitions/field-type.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import type { Stored } from "../../query/condition.ts";
import { readDiffs } from "../following/store.ts";
import { requireRecord } from "../require-record.ts";
import { toWireCell } from "../serialize-records.ts";
import { updateRecord } from "../update-records.ts";
import { filesOf, type RecordInput } from "../writing/merge-record.ts";

/**
 * Gives a record the values that it had at an earlier revision, as a new revision: those that differ today and that the
 * viewer may edit. It is an ordinary save, with all its checks. Files that were taken out do not come back, and consents
 * stay as they are: they are no values but a record of what people did.
 *
 * @param input - `current`: the revision that the viewer compared with; a later one is a conflict
 * @throws Failure record/not-found, permission/denied, thing/not-found for a revision that there is not, and those of a save
 */
export async function restoreRevision(
  context: Context,
  input: { app: string; id: string; revision: number; current?: string },
): Promise<{ revision: string }> {
  const { tx, directory } = context;
  const record = await requireRecord(context, input.app, input.id, "edit");
  const { app, id, row } = record;
  const diffs = await readDiffs(tx, app.id, id, input.revision);
  if (!diffs.some(({ revision }) => revision === input.revision)) throw new Failure("thing/not-found");
  const then = new Map(row.values);
  for (const { diff } of diffs.filter(({ revision }) => revision > input.revision)) {
    for (const [field, [before]] of Object.entries(diff)) if (then.has(Number(field))) then.set(Number(field), before);
  }
  const values: Record<string, { value: unknown }> = {};
  for (const field of app.fields.values()) {
    const { column, isWritable } = field.fieldType;
    if (field.table || field.column === null || !isWritable || column === "consent" || !record.mayEdit(field.code))
      continue;
    const [now, old] = [row.values.get(field.id) ?? null, then.get(field.id) ?? null];
    if (JSON.stringify(now) === JSON.stringify(old)) continue;
    values[field.code] = {
      value: sendable(toWireCell(field, old, directory).value, new Set(filesOf(field, now)), field),
    };
  }
  const revision = input.current ?? String(row.revision);
  return updateRecord(context, { app: app.id, id, revision, record: values as RecordInput });
}

/** The wire value without what can no longer be named: files that are gone and people who are no more. */
function sendable(value: unknown, files: ReadonlySet<string>, field: DeployedField): unknown {
  switch (field.fieldType.column) {
    case "files":
      return (value as readonly FileValue[]).filter(({ fileKey }) => files.has(fileKey));
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
