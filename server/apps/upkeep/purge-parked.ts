import { fieldTypes, isBuiltIn } from "../../../app-definitions/field-types/index.ts";
import { transaction, type Transaction } from "../../database.ts";
import type { Platform } from "../../platform.ts";
import type { ParkedField, PhysicalApp } from "../deployed-app.ts";
import { patiently } from "../deploy/lock-deploys.ts";
import { lockPublishing, upsertRecalculation } from "../deploy/store.ts";
import { readApps, readRevisions, type RevisionRow } from "../store.ts";
import * as store from "./store.ts";

/** Removed fields come back with their data for so long, as removed records do. */
const parkedLifeMs = 30 * 86_400_000;
/** Records in one transaction, so that nobody waits long for one of them. */
const batch = 1_000;

/** A parked field whose time is up. */
interface Due extends ParkedField {
  readonly id: number;
}

/**
 * Forgets the values of fields that were removed 30 days ago: their columns, their places in other columns, in history and
 * in the bin, their files and words. May be ended and begun again at any time: a field is marked first, so that it cannot come back half empty, and
 * forgotten last.
 */
export async function purgeParked(
  { database, clock }: Pick<Platform, "database" | "clock">,
  signal: AbortSignal,
): Promise<void> {
  const before = new Date(clock().getTime() - parkedLifeMs);
  const revisions = await transaction(
    database.owner,
    async (tx) =>
      readRevisions(
        tx,
        (await readApps(tx)).map(({ id }) => id),
      ),
    { readOnly: true },
  );
  for (const { app_id: app } of revisions.filter(({ physical }) => dueIn(physical, before).length > 0)) {
    const marked = await transaction(database.owner, async (tx) => {
      await lockPublishing(tx);
      return markDue(await store.lockRevision(tx, app), before, (physical) => store.updatePhysical(tx, app, physical));
    });
    const gone = idsOf(marked.physical);
    const pages = [
      ...placesOf(marked).map(
        (places) => (tx: Transaction, after: string) => store.deletePlaces(tx, app, places, after, batch),
      ),
      (tx: Transaction, after: string) => store.deleteFromHistory(tx, app, gone, after, batch),
    ];
    for (const nextPage of pages) {
      let after: string | null = "0";
      while (after !== null) {
        if (signal.aborted) return;
        const from: string = after;
        after = await transaction(database.owner, (tx) => nextPage(tx, from));
      }
    }
    await patiently({}, () =>
      transaction(database.owner, async (tx) => {
        await lockPublishing(tx);
        await forget(tx, await store.lockRevision(tx, app));
      }),
    );
  }
}

function dueIn({ parked }: PhysicalApp, before: Date): readonly Due[] {
  return (
    Object.entries(parked)
      .map(([id, field]) => ({ ...field, id: Number(id) }))
      // What sleeps while its feature is off stays: the states of a process, the categories of records.
      .filter(({ type, since }) => !isBuiltIn(type) && since !== undefined && new Date(since) < before)
  );
}

async function markDue(
  revision: RevisionRow,
  before: Date,
  save: (physical: PhysicalApp) => Promise<void>,
): Promise<RevisionRow> {
  const { physical } = revision;
  const due = dueIn(physical, before);
  // What stood in a table goes with it.
  const gone = new Set(due.map(({ id }) => id));
  const parked = Object.fromEntries(
    Object.entries(physical.parked).map(([id, field]) => {
      const isDue = gone.has(Number(id)) || (field.table !== null && gone.has(field.table));
      return [id, isDue ? { ...field, isPurged: true as const } : field];
    }),
  );
  const marked = { ...physical, parked };
  await save(marked);
  return { ...revision, physical: marked };
}

/** Where marked fields lie inside columns that stay: in `ext`, and in the rows of tables. */
function placesOf({ physical }: RevisionRow): readonly store.Places[] {
  const marked = Object.entries(physical.parked).flatMap(([id, field]) =>
    field.isPurged ? [{ ...field, id: Number(id) }] : [],
  );
  const ext = new Set(physical.ext);
  const names = (fields: readonly { id: number }[]) => fields.map(({ id }) => `f${id}`);
  const inExt = marked.filter(({ id, table }) => table === null && ext.has(id));
  const isGone = (id: number) => physical.parked[id]?.isPurged === true;
  const tables = new Set(marked.flatMap(({ table }) => (table === null || isGone(table) ? [] : [table])));
  return [
    ...(inExt.length > 0 ? [{ kind: "ext", keys: names(inExt) } as const] : []),
    ...[...tables].map((table) => ({
      kind: "rows" as const,
      column: `f${table}`,
      isInExt: ext.has(table),
      keys: names(marked.filter((field) => field.table === table)),
    })),
  ];
}

function idsOf({ parked }: PhysicalApp): readonly number[] {
  return Object.entries(parked).flatMap(([id, { isPurged }]) => (isPurged ? [Number(id)] : []));
}

async function forget(tx: Transaction, { app_id: app, physical }: RevisionRow): Promise<void> {
  const ids = idsOf(physical);
  const gone = new Set(ids);
  const ext = (physical.ext ?? []).filter((id) => !gone.has(id));
  const columns = ids.filter((id) => physical.parked[id]!.table === null && !physical.ext?.includes(id));
  await store.dropColumns(
    tx,
    app,
    columns.map((id) => `f${id}`),
  );
  await store.deleteFromBin(tx, app, ids);
  await store.releaseFiles(tx, app, ids);
  const hasWords = ids.some((id) => fieldTypes.get(physical.parked[id]!.type)?.isSearchable);
  const { ext: _, ...rest } = physical;
  await store.updatePhysical(tx, app, {
    ...rest,
    ...(ext.length > 0 && { ext }),
    parked: Object.fromEntries(Object.entries(physical.parked).filter(([id]) => !gone.has(Number(id)))),
    ...(hasWords && { unfilled: { ...physical.unfilled, search: true } }),
  });
  if (hasWords) await upsertRecalculation(tx, app);
}
