import { ApiError, get, send } from "../../api.ts";
import { problemWords } from "../../elements/page-problem.ts";
import type { App, NewRecord, OpenRecord, RecordCells } from "../../wire.ts";
import { findConflicts, problemsByField, toRequest, writableCells, type Conflict } from "./write-value.ts";

const mergesAtMost = 3;

export interface Saving {
  app: App;
  /** null: a new record. */
  id: string | null;
  /** The record as the form was opened. */
  base: OpenRecord | NewRecord;
  edits: ReadonlyMap<string, unknown>;
}

export type Saved =
  | { kind: "saved"; id: string; isMerged: boolean }
  | { kind: "conflict"; conflicts: readonly Conflict[]; saved: OpenRecord }
  /** By field code, or `TABLE/ROW/CODE` inside tables; the empty key for what belongs to no field. */
  | { kind: "refused"; errors: Readonly<Record<string, string>> };

const revisionOf = (record: RecordCells) => String(record["$revision"]?.value ?? "");

async function write({ app, id, base, edits }: Saving, revision: string): Promise<string> {
  const record = toRequest(app, edits);
  if (id !== null) {
    await send("PUT", "/k/v1/record.json", { app: app.id, id, revision, record });
    return id;
  }
  const filled = Object.entries(writableCells(base.record, base.fields)).map(
    ([code, { value }]) => [code, value] as const,
  );
  const defaults = toRequest(app, new Map(filled));
  return (await send<{ id: string }>("POST", "/k/v1/record.json", { app: app.id, record: { ...defaults, ...record } }))
    .id;
}

/**
 * Saves a form. When somebody else saved meanwhile, changes of different fields merge by themselves; changes of the same
 * field come back as conflicts, to be chosen from.
 */
export async function saveRecord(saving: Saving): Promise<Saved> {
  const { app, id, base, edits } = saving;
  let revision = revisionOf(base.record);
  for (let merges = 0; ; merges += 1) {
    try {
      return { kind: "saved", id: await write(saving, revision), isMerged: merges > 0 };
    } catch (error) {
      const isChanged = error instanceof ApiError && error.status === 409 && id !== null && merges < mergesAtMost;
      if (!isChanged) return { kind: "refused", errors: refusalByField(error as Error) };
      const saved = await get<OpenRecord>("/portal/v1/record.json", { app: app.id, id });
      const conflicts = findConflicts(app, base.record, saved.record, edits);
      if (conflicts.length > 0) return { kind: "conflict", conflicts, saved };
      revision = revisionOf(saved.record);
    }
  }
}

function refusalByField(error: Error): Record<string, string> {
  const errors = error instanceof ApiError ? problemsByField(error.errors) : {};
  return Object.keys(errors).length > 0 ? errors : { "": problemWords(error) };
}
