import type { Transaction } from "../database.ts";
import type { NewEvent } from "./event.ts";

/**
 * Inserts the events with an outbox row each and wakes whoever follows them after the commit. One statement.
 * The notice carries nothing, so that PostgreSQL folds all notices of a transaction into one.
 */
export async function insertEvents(tx: Transaction, events: readonly NewEvent[], at: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `with e as (
       insert into event (at, type, app_id, record_id, revision, comment_id, by_user, detail)
       select $1, i.type, i.app, i.record, i.revision, i.comment, i.by, coalesce(i.detail, '{}')
       from jsonb_to_recordset($2::jsonb)
         as i(type text, app bigint, record bigint, revision integer, comment integer, by integer, detail jsonb)
       returning id
     ), o as (insert into outbox (event_id, not_before) select id, $1 from e)
     select e.id, (select pg_notify('outbox', '')) as told from e order by e.id`,
    [at, JSON.stringify(events)],
    { name: "insert-events" },
  );
  return rows.map(({ id }) => id);
}
