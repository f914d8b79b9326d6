import type { DeployedApp } from "../../apps/deployed-app.ts";
import type { Transaction } from "../../database.ts";
import { platformAccess } from "../../permissions/compile-access.ts";
import { always } from "../../query/condition.ts";
import { planRead } from "../plan-read.ts";
import type { RecordRow } from "../record-row.ts";
import { storedFields } from "../stored-fields.ts";
import { readWholeRows } from "../store.ts";
import { readDiffs, type RevisionDiff } from "./store.ts";

/** A record around one event. */
export interface RecordStates {
  /** As it is now; null once it is deleted. */
  readonly now: RecordRow | null;
  /** At the event's revision and at the one before; null where it did not exist. */
  readonly after: RecordRow | null;
  readonly before: RecordRow | null;
  /** Ids of the fields that the event's revision changed. */
  readonly changed: ReadonlySet<number>;
}

/**
 * The record as the platform's own work sees it (who is to be told, whom a nudge may reach), whole and without a viewer.
 * Nothing of it may go into an answer, a mail or a socket; rights are asked for every person with it.
 *
 * @param revision - of the event; without one `before` and `after` are the record as it is
 */
export async function readRecordStates(
  tx: Transaction,
  app: DeployedApp,
  id: string,
  revision?: number,
): Promise<RecordStates> {
  const now = await findRow(tx, app, id);
  if (revision === undefined) return { now, after: now, before: now, changed: new Set() };
  const diffs = await readDiffs(tx, app.id, id, revision);
  const own = diffs.find((one) => one.revision === revision);
  const later = diffs.filter((one) => one.revision > revision);
  const isGone = (diff: RevisionDiff | undefined) => diff !== undefined && now === null && diff === diffs[0];
  const empty: RecordRow = { id, revision, values: new Map(storedFields(app).map((field) => [field.id, null])) };
  const after = later.reduce((row, { diff }) => undo(row, diff), now ?? empty);
  return {
    now,
    after: isGone(own) ? null : { ...after, revision },
    before: revision === 1 ? null : { ...(own ? undo(after, own.diff) : after), revision: revision - 1 },
    changed: new Set(Object.keys(own?.diff ?? {}).map(Number)),
  };
}

async function findRow(tx: Transaction, app: DeployedApp, id: string): Promise<RecordRow | null> {
  const plan = planRead(app, platformAccess(app), { where: { kind: "record", ids: [id] }, fields: [] });
  const [found] = await readWholeRows(tx, plan, always, false);
  return found?.row ?? null;
}

function undo(row: RecordRow, diff: RevisionDiff["diff"]): RecordRow {
  const values = new Map(row.values);
  for (const [field, [old]] of Object.entries(diff)) if (values.has(Number(field))) values.set(Number(field), old);
  return { ...row, values };
}
