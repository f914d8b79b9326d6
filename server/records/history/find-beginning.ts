import type { Transaction } from "../../database.ts";
import type { Condition } from "../../query/condition.ts";
import { matches } from "../../query/matches.ts";
import { fieldsOf } from "../plan-read.ts";
import { readerOf, type RecordRow } from "../record-row.ts";
import type { RequiredRecord } from "../require-record.ts";
import { readTurns, readTurnsOf, type Turn } from "./store.ts";

/**
 * The change that brought the record into the reader's reach for the last time; null when it has been there from its
 * first revision on. What it was while it belonged to somebody else, or was not yet published, is not his, nor what was
 * said about it then: neither history nor comments reach back beyond it.
 */
export async function findBeginning(
  tx: Transaction,
  { app, id, access, row }: Pick<RequiredRecord, "app" | "id" | "access" | "row">,
): Promise<Turn | null> {
  const deciding = fieldsOf(access.view).map((field) => field.id);
  if (deciding.length === 0) return null;
  return beginningOf(access.view, row, await readTurns(tx, { app: app.id, record: id }, deciding));
}

/** The same for several records of one app, by record; records without such a change are missing. One statement. */
export async function findBeginnings(
  tx: Transaction,
  { app, access }: Pick<RequiredRecord, "app" | "access">,
  rows: readonly RecordRow[],
): Promise<ReadonlyMap<string, Turn>> {
  const deciding = fieldsOf(access.view).map((field) => field.id);
  if (deciding.length === 0 || rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const turns = new Map<string, Turn[]>(ids.map((id) => [id, []]));
  for (const turn of await readTurnsOf(tx, { app: app.id, records: ids }, deciding))
    turns.get(turn.record_id)!.push(turn);
  return new Map(
    rows.flatMap((row) => {
      const turn = beginningOf(access.view, row, turns.get(row.id) ?? []);
      return turn ? [[row.id, turn] as const] : [];
    }),
  );
}

/**
 * The same by plain values.
 *
 * @param view - the records within reach
 * @param turns - the revisions that changed what decides, newest first, as far back as is asked
 */
export function beginningOf(view: Condition, row: RecordRow, turns: readonly Turn[]): Turn | null {
  const values = new Map(row.values);
  for (const turn of turns) {
    if (turn.kind === "added") return null;
    for (const [field, [before]] of Object.entries(turn.diff)) {
      if (values.has(Number(field))) values.set(Number(field), before);
    }
    if (!matches(view, readerOf({ ...row, values }))) return turn;
  }
  return null;
}
