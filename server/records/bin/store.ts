import type { DeployedApp } from "../../apps/deployed-app.ts";
import type { Transaction } from "../../database.ts";
import type { Author } from "../writing/store.ts";

/** A record to bring back, with what is worked out anew for it. */
export interface RestoredRow {
  readonly id: string;
  /** The revision that it had when it was deleted. */
  readonly revision: number;
  readonly acl: readonly number[];
  readonly txt: string;
  readonly grams: readonly number[];
}

/** Deleting took one revision, coming back takes the next. */
export const restoredStep = 2;

/** Puts records from the bin back into their table, with search row and history. One statement. */
export async function restoreRows(
  tx: Transaction,
  app: DeployedApp,
  rows: readonly RestoredRow[],
  { by, at }: Author,
): Promise<void> {
  await tx.execute(
    `with v as (
       select * from jsonb_to_recordset($1::jsonb) as v(id bigint, rev integer, acl jsonb, txt text, grams integer[])
     ), b as (
       delete from bin using v where bin.app_id = ${app.id} and bin.record_id = v.id
       returning bin.record || jsonb_build_object(
         'rev', v.rev + ${restoredStep}, 'acl', v.acl, 'updated_at', $2::timestamptz, 'updated_by', $3::integer
       ) as record
     ), i as (
       insert into rec.r${app.id} select r.* from b cross join lateral jsonb_populate_record(null::rec.r${app.id}, b.record) r
     ), s as (
       insert into rec.s${app.id} (id, txt, grams) select id, txt, grams from v where txt <> ''
     )
     insert into history (app_id, record_id, revision, at, by_user, kind, diff)
     select ${app.id}, id, rev + ${restoredStep}, $2, $3, 'restored', '{}' from v`,
    [JSON.stringify(rows.map(({ revision, ...row }) => ({ ...row, rev: revision }))), at, by],
  );
}

/** Records in one go, so that nobody waits long for their locks. */
const batch = 500;

/**
 * Forgets records that were deleted before then, with what was said about them and what they had been; their files are
 * let go. Events stay: they tell the fact, and nothing of the contents. One statement.
 *
 * @returns how many records are gone; at most 500 at a time
 */
export async function deleteBinned(tx: Transaction, before: Date): Promise<number> {
  const ofGone = (table: string) =>
    `delete from ${table} x using gone where x.app_id = gone.app_id and x.record_id = gone.record_id`;
  const [row] = await tx.query<{ count: string }>(
    `with old as (
       select app_id, record_id from bin where deleted_at < $1 order by deleted_at limit ${batch} for update skip locked
     ), gone as (
       delete from bin b using old where b.app_id = old.app_id and b.record_id = old.record_id
       returning b.app_id, b.record_id
     ), f as (
       update file f set state = 'removed', removed_at = '-infinity' from gone
       where f.app_id = gone.app_id and f.record_id = gone.record_id and f.state = 'stored'
     ), c as (${ofGone("comment")}), k as (${ofGone("comment_head")}), h as (${ofGone("history")}),
        n as (${ofGone("notification")}), d as (${ofGone("draft")})
     select count(*) as count from gone`,
    [before],
  );
  return Number(row!.count);
}
