import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import type { Transaction } from "../../database.ts";
import type { RowToWrite } from "../writing/store.ts";
import { writtenColumns } from "../writing/written-columns.ts";

/** Work on one app: records with higher ids are still to be looked at. */
export interface Recalculation {
  app_id: string;
  done_to: string;
}

/** The next piece of work, locked; undefined when there is none that nobody else is at. */
export async function lockRecalculation(tx: Transaction): Promise<Recalculation | undefined> {
  const [found] = await tx.query<Recalculation>(
    "select app_id, done_to from recalculation order by app_id limit 1 for update skip locked",
  );
  return found;
}

/**
 * Whether a request that began before the work was asked for still runs. It may write records as the app was before, which
 * nobody would look at again. A second is added, because the work is asked for shortly before it is published.
 */
export async function hasOlderWriters(tx: Transaction, app: string): Promise<boolean> {
  const [row] = await tx.rows<{ found: boolean }>(
    `select exists (
       select from pg_stat_activity a join recalculation r on r.app_id = $1
       where a.datname = current_database() and a.usename = current_user and a.pid <> pg_backend_pid()
         and a.xact_start < r.asked_at + interval '1 second'
     ) as found`,
    [app],
  );
  return row!.found;
}

/** Notes how far the work has come; null when it is done. */
export async function moveRecalculation(tx: Transaction, app: string, doneTo: string | null): Promise<void> {
  if (doneTo === null) await tx.execute("delete from recalculation where app_id = $1", [app]);
  else await tx.execute("update recalculation set done_to = $2 where app_id = $1", [app, doneTo]);
}

/** Notes that the records of the app hold everything; those in the bin get what a record cannot work out when it returns. */
export async function deleteUnfilled(tx: Transaction, app: DeployedApp): Promise<void> {
  const status = app.unfilled?.status;
  if (status !== undefined) {
    await tx.execute(
      `update bin set record = record || jsonb_build_object('status', $2::smallint)
       where app_id = $1 and record ->> 'status' is null`,
      [app.id, status],
    );
  }
  await tx.execute("update app_revision set physical = physical - 'unfilled' where app_id = $1 and revision = $2", [
    app.id,
    app.revision,
  ]);
}

/**
 * Sets computed columns, guards and search rows, in one statement. The revision stays: nobody changed the record. A record that
 * was saved meanwhile is left alone, because its save computed it.
 */
export async function updateComputed(
  tx: Transaction,
  app: DeployedApp,
  fields: readonly DeployedField[],
  rows: readonly RowToWrite[],
): Promise<void> {
  const { typed, assignments, cells } = writtenColumns(fields);
  await tx.execute(
    `with v as (
       select * from jsonb_to_recordset($1::jsonb) as v(id bigint, rev integer, acl integer[], txt text, grams integer[]${typed})
     ), u as (
       update rec.r${app.id} r set ${["acl = v.acl", ...assignments].join(", ")} from v where r.id = v.id and r.rev = v.rev returning r.id
     )
     insert into rec.s${app.id} (id, txt, grams) select v.id, v.txt, v.grams from v join u using (id) where v.txt is not null
     on conflict (id) do update set txt = excluded.txt, grams = excluded.grams`,
    [
      JSON.stringify(
        rows.map(({ id, revision, acl, txt, grams, values }) => ({
          ...{ id, rev: revision, acl, txt, grams },
          ...cells(values),
        })),
      ),
    ],
  );
}
