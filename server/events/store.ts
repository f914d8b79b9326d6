import type { Transaction } from "../database.ts";
import type { EventType, NewEvent, StoredEvent } from "./event.ts";

/**
 * Inserts the events with an outbox row each and wakes whoever follows them in this process, after the commit. One
 * statement.
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
     select e.id from e order by e.id`,
    [at, JSON.stringify(events)],
    { name: "insert-events" },
  );
  tx.wake("outbox");
  return rows.map(({ id }) => id);
}

interface EventRow {
  id: string;
  at: Date;
  type: EventType;
  app_id: string | null;
  record_id: string | null;
  revision: number | null;
  comment_id: number | null;
  by_user: number | null;
  detail: Record<string, unknown>;
}

const eventColumns = "e.id, e.at, e.type, e.app_id, e.record_id, e.revision, e.comment_id, e.by_user, e.detail";

function eventOf(row: EventRow): StoredEvent {
  return {
    id: row.id,
    at: row.at,
    type: row.type,
    ...(row.app_id !== null && { app: row.app_id }),
    ...(row.record_id !== null && { record: row.record_id }),
    ...(row.revision !== null && { revision: row.revision }),
    ...(row.comment_id !== null && { comment: String(row.comment_id) }),
    by: row.by_user,
    detail: row.detail,
  };
}

/** The oldest events in the outbox that are due and that nobody else is busy with; locked until `tx` ends. */
export async function claimEvents(tx: Transaction, now: Date, most: number): Promise<readonly StoredEvent[]> {
  const rows = await tx.rows<EventRow>(
    `select ${eventColumns} from outbox o join event e on e.id = o.event_id
     where o.not_before <= $1 order by o.not_before, o.event_id limit $2 for update of o skip locked`,
    [now, most],
    { name: "claim-events" },
  );
  return rows.map(eventOf);
}

/**
 * Takes events out of the outbox, because their followers have done their work in this transaction, and tells the
 * processes with open sockets of each after the commit.
 */
export async function finishEvents(tx: Transaction, events: readonly StoredEvent[]): Promise<void> {
  await tx.execute(
    `with gone as (delete from outbox where event_id = any($1::bigint[]))
     select pg_notify('live', id) from unnest($1::text[]) with ordinality as done(id, place) order by place`,
    [events.map(({ id }) => id)],
    { name: "finish-events" },
  );
}

/** Puts a failed event off: one second, doubled with each attempt, at most an hour. */
export async function postponeEvent(tx: Transaction, event: string, error: string, now: Date): Promise<void> {
  await tx.execute(
    `update outbox set attempts = attempts + 1, last_error = $2,
            not_before = $3::timestamptz + least(interval '1 second' * power(2, least(attempts, 12)), interval '1 hour')
     where event_id = $1`,
    [event, error, now],
  );
}

/** One event by its id. */
export async function findEvent(tx: Transaction, id: string): Promise<StoredEvent | undefined> {
  const [row] = await tx.rows<EventRow>(`select ${eventColumns} from event e where e.id = $1`, [id], {
    name: "find-event",
  });
  return row && eventOf(row);
}

/** Events before the given id, the latest first. */
export async function readEvents(tx: Transaction, before: string | null, limit: number): Promise<StoredEvent[]> {
  const rows = await tx.rows<EventRow>(
    `select ${eventColumns} from event e where $1::bigint is null or e.id < $1 order by e.id desc limit $2`,
    [before, limit],
  );
  return rows.map(eventOf);
}
