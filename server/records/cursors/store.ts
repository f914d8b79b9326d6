import type { Transaction } from "../../database.ts";
import type { ReadPlan } from "../plan-read.ts";
import { selectIds } from "../store.ts";

/** An open cursor; the set of its records was fixed when it was made. */
export interface CursorRow {
  readonly app_id: string;
  readonly fields: readonly string[] | null;
  readonly next_page: number;
  /** Ids of the page that is due; null when there is none. */
  readonly ids: readonly string[] | null;
  readonly has_more: boolean;
}

/** A cursor to make. */
export interface NewCursor {
  readonly id: string;
  readonly user: number;
  readonly app: string;
  readonly fields: readonly string[] | null;
  /** Records per page. */
  readonly size: number;
  readonly expiresAt: Date;
}

/** How many cursors the person has open; makes others of the same person wait until the transaction ends. */
export async function countOpen(tx: Transaction, user: number, now: Date): Promise<number> {
  await tx.execute("select pg_advisory_xact_lock(hashtext('madoguchi cursor'), $1)", [user]);
  const [row] = await tx.query<{ count: string }>(
    "select count(*) as count from cursor where user_id = $1 and expires_at > $2",
    [user, now],
  );
  return Number(row!.count);
}

/** Keeps the ids that the plan selects, in its order, and returns how many there are. One statement. */
export async function insertCursor(tx: Transaction, cursor: NewCursor, plan: ReadPlan): Promise<number> {
  const { text, values } = selectIds(plan);
  const [id, user, app, fields, size, expiresAt] = [1, 2, 3, 4, 5, 6].map((at) => `$${values.length + at}`);
  const [row] = await tx.query<{ total: string }>(
    `with found as (${text}),
     counted as (select count(*)::integer as total from found),
     c as (
       insert into cursor (id, user_id, app_id, fields, total, expires_at)
       select ${id}::uuid, ${user}::integer, ${app}::bigint, ${fields}::text[], total, ${expiresAt}::timestamptz from counted
     ),
     p as (
       insert into cursor_page (cursor_id, page, ids)
       select ${id}::uuid, (place - 1) / ${size}::integer, array_agg(id order by place) from found group by 2
     )
     select total from counted`,
    [...values, cursor.id, cursor.user, cursor.app, cursor.fields, cursor.size, cursor.expiresAt],
  );
  return Number(row!.total);
}

/** The person's open cursor with the page that is due; locked, so that no page is handed out twice. */
export async function lockCursor(tx: Transaction, id: string, user: number, now: Date): Promise<CursorRow | undefined> {
  const [row] = await tx.rows<CursorRow>(
    `select c.app_id, c.fields, c.next_page, p.ids,
            exists (select from cursor_page n where n.cursor_id = c.id and n.page > c.next_page) as has_more
     from cursor c left join cursor_page p on p.cursor_id = c.id and p.page = c.next_page
     where c.id = $1 and c.user_id = $2 and c.expires_at > $3 for update of c`,
    [id, user, now],
    { name: "lock-cursor" },
  );
  return row;
}

/** Moves the cursor on by one page. */
export async function advanceCursor(tx: Transaction, id: string, expiresAt: Date): Promise<void> {
  await tx.execute("update cursor set next_page = next_page + 1, expires_at = $2 where id = $1", [id, expiresAt], {
    name: "advance-cursor",
  });
}

/** Closes the person's cursor; returns whether it was open. */
export async function removeCursor(tx: Transaction, id: string, user: number, now: Date): Promise<boolean> {
  const removed = await tx.execute("delete from cursor where id = $1 and user_id = $2 and expires_at > $3", [
    id,
    user,
    now,
  ]);
  return removed === 1;
}

/** Forgets the cursors that nobody has asked for in time. */
export function deleteExpiredCursors(tx: Transaction, now: Date): Promise<number> {
  return tx.execute("delete from cursor where expires_at <= $1", [now]);
}
