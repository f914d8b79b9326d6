import type { DeployedApp } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { aclOf } from "../../permissions/acl-fields.ts";
import type { Stored } from "../../query/condition.ts";
import type { RecordRow } from "../record-row.ts";
import { updateRows } from "../writing/store.ts";
import type { Process } from "./process-of.ts";

/** Records in a new state or new hands, to be written. */
export interface Moves {
  readonly app: DeployedApp;
  readonly process: Process;
  /** Each record as it was, locked, and as it will be; `action` for the audit trail, null for a mere change of hands. */
  readonly moved: readonly { readonly row: RecordRow; readonly next: RecordRow; readonly action: string | null }[];
  /** By how much the revision rises. */
  readonly step: number;
}

/** Writes the moves with history and events, in one statement. */
export async function writeStates(
  context: Context,
  { app, process, moved, step }: Moves,
): Promise<readonly { id: string; revision: string }[]> {
  const { tx, viewer, now } = context;
  const fields = [process.status, process.assignees];
  const rows = moved.map(({ row, next }) => {
    const value = (one: RecordRow, id: number): Stored => one.values.get(id) ?? null;
    const changed = fields.filter(({ id }) => JSON.stringify(value(row, id)) !== JSON.stringify(value(next, id)));
    return {
      id: row.id,
      revision: row.revision,
      values: next.values,
      acl: aclOf(app, (field) => value(next, field.id)),
      diff: Object.fromEntries(changed.map(({ id }) => [id, [value(row, id), value(next, id)] as const])),
      txt: null,
      grams: null,
    };
  });
  const author = { by: viewer.userId, at: now };
  const events = {
    type: "record/status-changed",
    detailOf: (at: number) => ({ action: moved[at]!.action }),
  } as const;
  const count = await updateRows(tx, app, fields, rows, author, events, { kind: "status-changed", step });
  if (count !== rows.length) throw new Failure("record/changed-meanwhile");
  return rows.map(({ id, revision }) => ({ id, revision: String(revision + step) }));
}
