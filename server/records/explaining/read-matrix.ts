import type { Context } from "../../http/context.ts";
import { viewerOf } from "../../identity/directory.ts";
import type { AppRights } from "../../permissions/access.ts";
import type { RecordAction } from "../../permissions/compile-record-rights.ts";
import { explainAccess } from "../../permissions/explain-access.ts";
import { readerOf } from "../record-row.ts";
import { requireRecord } from "../require-record.ts";
import { knownPeople, requireManaged, requireNothingHidden } from "./asker.ts";

/** What one person may do. */
export interface MatrixRow {
  code: string;
  name: string;
  /** false: suspended, and so in fact without any of it. */
  isActive: boolean;
  app: AppRights;
  /** null when no record was asked for. */
  record: Record<RecordAction, boolean> | null;
}

const pageSize = 50;

/**
 * What people may do in an app and with a record, 50 at a time by name; for those who manage the app, about the people whom
 * they may know.
 *
 * @throws Failure as `explain`
 */
export async function readMatrix(
  context: Context,
  input: { app: string; record?: string; offset?: number },
): Promise<{ people: MatrixRow[]; next: number | null }> {
  const { directory, now } = context;
  const required = requireManaged(context, input.app);
  const { app } = required;
  const record = input.record ? await requireRecord(context, input.app, input.record, "view") : null;
  const offset = input.offset ?? 0;
  const people = knownPeople(context, required);
  const rows = people.slice(offset, offset + pageSize).map((user): MatrixRow => {
    const place = record && { read: readerOf(record.row) };
    const told = explainAccess(app, viewerOf(directory, user), directory, now, place);
    if (record) requireNothingHidden(record, told);
    const may = (action: RecordAction) => told.verdicts[action]?.isGranted ?? false;
    return {
      ...{ code: user.code, name: user.name, isActive: user.status === "active", app: told.app.rights },
      record: record && { view: may("view"), edit: may("edit"), delete: may("delete") },
    };
  });
  return { people: rows, next: people.length > offset + pageSize ? offset + pageSize : null };
}
