import type { Transaction } from "../../database.ts";
import type { Stored } from "../../query/condition.ts";

/** One revision of a record: old and new stored value by field id. */
export interface HistoryRow {
  revision: number;
  kind: "added" | "edited" | "deleted" | "restored" | "status-changed";
  at: Date;
  by_user: number | null;
  diff: Record<string, [Stored, Stored]>;
}

/** The newest revisions below `before` (null: all), newest first. */
export function readHistoryRows(
  tx: Transaction,
  key: { app: string; record: string },
  before: number | null,
  limit: number,
): Promise<HistoryRow[]> {
  return tx.rows<HistoryRow>(
    `select revision, kind, at, by_user, diff from history
     where app_id = $1 and record_id = $2 and ($3::integer is null or revision < $3)
     order by revision desc limit $4`,
    [key.app, key.record, before, limit],
    { name: "read-history" },
  );
}

/** Whether a revision after the given one put this file into the field or took it out. */
export async function showsFile(
  tx: Transaction,
  key: { app: string; record: string },
  { field, fileKey, after }: { field: number; fileKey: string; after: number },
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from history
     where app_id = $1 and record_id = $2 and revision > $3 and strpos(diff ->> $4, $5) > 0 limit 1`,
    [key.app, key.record, after, String(field), fileKey],
  );
  return rows.length > 0;
}

/** A revision that may have moved the record in or out of somebody's reach. */
export type Turn = Pick<HistoryRow, "revision" | "kind" | "at" | "diff">;

/** The revisions that changed one of these fields, newest first; with `since` only those from then on. */
export function readTurns(
  tx: Transaction,
  key: { app: string; record: string },
  fields: readonly number[],
  since: Date | null = null,
): Promise<Turn[]> {
  return tx.rows<Turn>(
    `select revision, kind, at, diff from history
     where app_id = $1 and record_id = $2 and diff ?| $3::text[] and ($4::timestamptz is null or at >= $4)
     order by revision desc`,
    [key.app, key.record, fields.map(String), since],
    { name: "read-history-turns" },
  );
}

/** The same of several records, each newest first. */
export function readTurnsOf(
  tx: Transaction,
  { app, records }: { app: string; records: readonly string[] },
  fields: readonly number[],
): Promise<(Turn & { record_id: string })[]> {
  return tx.rows(
    `select record_id, revision, kind, at, diff from history
     where app_id = $1 and record_id = any($2::bigint[]) and diff ?| $3::text[] order by record_id, revision desc`,
    [app, records, fields.map(String)],
    { name: "read-history-turns-of" },
  );
}
