import { setTimeout as wait } from "node:timers/promises";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import { projectionOf, renderFilling } from "../../apps/deploy/projections.ts";
import { transaction, type Transaction } from "../../database.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Directory } from "../../identity/directory.ts";
import { makeDirectoryCache } from "../../identity/directory-cache.ts";
import { aclOf } from "../../permissions/acl-fields.ts";
import { platformAccess } from "../../permissions/compile-access.ts";
import type { Platform } from "../../platform.ts";
import { parseStored } from "../../query/column-kinds.ts";
import type { Stored } from "../../query/condition.ts";
import { grams } from "../../query/grams.ts";
import { recordIdField } from "../../query/record-id-field.ts";
import { searchText } from "../../query/search-text.ts";
import { planRead } from "../plan-read.ts";
import { readRows } from "../store.ts";
import { computeRecord, formulasOf } from "../writing/compute-record.ts";
import type { RowToWrite } from "../writing/store.ts";
import { deleteUnfilled, hasOlderWriters, lockRecalculation, moveRecalculation, updateComputed } from "./store.ts";

/** How long to wait for requests that began before the deploy; they end within 15 seconds. */
const olderWritersMs = 200;
/** Records in one transaction, so that nobody waits long for one of them. */
const batch = 1_000;

/**
 * Computes stored records anew after formulas changed, and fills in what a deploy made necessary, 1,000 per transaction.
 * May be ended and begun again at any time: how far it came is kept with each batch.
 */
export async function recalculate(
  { database, deployedApps, clock }: Pick<Platform, "database" | "deployedApps" | "clock">,
  signal: AbortSignal,
): Promise<void> {
  const directories = makeDirectoryCache();
  while (!signal.aborted) {
    const next = await transaction(database.web, async (tx) => {
      const work = await lockRecalculation(tx);
      if (!work) return "done";
      if (work.done_to === "0" && (await hasOlderWriters(tx, work.app_id))) return "wait";
      const app = (await deployedApps.current(tx)).byId(work.app_id);
      const changed = app && (await recalculateBatch(tx, app, work.done_to, await directories.current(tx)));
      await moveRecalculation(tx, work.app_id, changed?.doneTo ?? null);
      if (app?.unfilled && changed?.doneTo === null) await deleteUnfilled(tx, app);
      if (changed && changed.count > 0) {
        const detail = { records: changed.count };
        await appendEvent({ tx, now: clock() }, { type: "app/recalculated", app: work.app_id, by: null, detail });
      }
      return "more";
    });
    if (next === "done") return;
    if (next === "wait") await wait(olderWritersMs);
  }
}

async function recalculateBatch(
  tx: Transaction,
  app: DeployedApp,
  after: string,
  directory: Directory,
): Promise<{ count: number; doneTo: string | null }> {
  const plan = planRead(app, platformAccess(app), {
    where: { kind: "test", field: recordIdField, operator: ">", operands: [after] },
    order: [{ field: recordIdField, direction: "asc" }],
    limit: batch,
  });
  const selected = await readRows(tx, plan);
  const fields = writtenFields(app);
  const { acl, status, search, rows: projected = [] } = app.unfilled ?? {};
  const isRewritten = acl === true || search === true || status !== undefined;
  const changed = selected.flatMap(({ row, cells }): RowToWrite[] => {
    const before = new Map<number, Stored>(
      plan.cells.map(({ field }, at) => [field.id, parseStored(field, cells[at]!)]),
    );
    const values = new Map(before);
    computeRecord(values, { app, directory });
    const isSame = fields.every(({ id }) => JSON.stringify(values.get(id)) === JSON.stringify(before.get(id)));
    if (isSame && !isRewritten) return [];
    const txt = searchText(app, (field) => values.get(field.id) ?? null);
    const guard = aclOf(app, (field) => values.get(field.id) ?? null);
    return [{ id: row.id, revision: row.revision, values, acl: guard, diff: {}, txt, grams: grams(txt) }];
  });
  if (changed.length > 0) await updateComputed(tx, app, fields, changed);
  const last = selected.at(-1)?.row.id ?? after;
  for (const field of app.fields.values()) {
    if (projected.includes(field.id)) await tx.execute(renderFilling(projectionOf(app, field)), [after, last]);
  }
  return { count: changed.length, doneTo: selected.length < batch ? null : last };
}

/** What formulas write, their own fields and the tables that hold them, and a status to fill in. */
function writtenFields(app: DeployedApp): readonly DeployedField[] {
  const computed = formulasOf(app).flatMap(({ code, table }) => app.fields.get(table ?? code) ?? []);
  return [...new Set([...computed, ...[...app.fields.values()].filter(({ whenEmpty }) => whenEmpty !== undefined)])];
}
