import { requireApp, type RequiredApp } from "../../apps/require-app.ts";
import type { Transaction } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { appendEvents } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { aclOf } from "../../permissions/acl-fields.ts";
import { grams } from "../../query/grams.ts";
import { searchText } from "../../query/search-text.ts";
import { checkBatch } from "../batch-size.ts";
import { recordFor } from "../require-record.ts";
import { takenValue } from "../writing/store.ts";
import { missingFields } from "./missing-fields.ts";
import { readReachable } from "./read-reachable.ts";
import { deleteBinned, restoredStep, restoreRows } from "./store.ts";

/** How long a deleted record can be brought back. */
export const binLifeMs = 30 * 86_400_000;
const pageSize = 50;

/** A deleted record in the list of the bin. */
export interface Binned {
  id: string;
  title: string;
  deletedAt: string;
  deletedBy: { code: string; name: string } | null;
  /** When it will be gone for good. */
  purgedAt: string;
}

/** The deleted records that the viewer may bring back, the latest first: those that he could see and delete. */
export async function readBin(
  context: Context,
  input: { app: string; offset?: number },
): Promise<{ records: Binned[]; older: boolean }> {
  const required = requireApp(context, input.app);
  const { app, access } = required;
  const found = await readReachable(
    context,
    required,
    { limit: pageSize + 1, offset: input.offset ?? 0 },
    { lock: false },
  );
  return {
    records: found.slice(0, pageSize).map(({ row, deletedAt, deletedBy }) => {
      const user = deletedBy === null ? undefined : context.directory.user(deletedBy);
      return {
        id: row.id,
        title: recordFor(context, app, access, row).title,
        deletedAt: deletedAt.toISOString(),
        deletedBy: user ? { code: user.code, name: user.name } : null,
        purgedAt: new Date(deletedAt.getTime() + binLifeMs).toISOString(),
      };
    }),
    older: found.length > pageSize,
  };
}

/**
 * Brings deleted records back as they were, with their number, files, comments and history; all or none. What the app asks
 * for only since then holds nothing back: it is named, and the next save asks for it.
 *
 * @returns with each record the codes of the fields that are to be filled in
 * @throws Failure record/not-found for one that is not in the bin or that the viewer could not delete, input/invalid when
 *   another record has taken a value without duplicates meanwhile
 */
export async function restoreRecords(
  context: Context,
  input: { app: string; ids: readonly string[] },
): Promise<{ records: { id: string; revision: string; missing: string[] }[] }> {
  const required = requireApp(context, input.app);
  const { app, access } = required;
  const ids = [...new Set(input.ids)];
  checkBatch(ids.length, "updating", "ids");
  const found = await readReachable(
    context,
    required,
    { where: { kind: "record", ids }, limit: ids.length },
    { lock: true },
  );
  for (const id of ids)
    if (!found.some(({ row }) => row.id === id)) throw new Failure("record/not-found", { record: id });

  const rows = found.map(({ row }) => {
    const txt = searchText(app, (field) => row.values.get(field.id) ?? null);
    const acl = aclOf(app, (field) => row.values.get(field.id) ?? null);
    return { id: row.id, revision: row.revision, acl, txt, grams: grams(txt) };
  });
  const { tx, viewer, now } = context;
  await restoreRows(tx, app, rows, { by: viewer.userId, at: now }).catch((error: unknown) => {
    throw takenFailure(required, error) ?? error;
  });
  await appendEvents(
    context,
    rows.map(({ id, revision }) => ({
      type: "record/restored",
      app: app.id,
      record: id,
      revision: revision + restoredStep,
      by: viewer.userId,
    })),
  );
  return {
    records: found.map(({ row }) => ({
      id: row.id,
      revision: String(row.revision + restoredStep),
      missing: missingFields(recordFor(context, app, access, row)),
    })),
  };
}

/** Removes what has lain in the bin for 30 days, some records at a time; returns how many, 0 when all are gone. */
export function purgeBin(tx: Transaction, now: Date): Promise<number> {
  return deleteBinned(tx, new Date(now.getTime() - binLifeMs));
}

function takenFailure({ app }: RequiredApp, error: unknown): Failure | undefined {
  const taken = takenValue(error);
  const field = taken && [...app.fields.values()].find(({ column }) => column === taken.column);
  return field && new Failure("input/invalid", {}, { [`record.${field.code}.value`]: [{ message: "not-unique" }] });
}
