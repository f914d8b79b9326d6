import type { Transaction } from "../../database.ts";

/**
 * Up to when the app's reminders have been worked out; locked until the transaction ends. An app that is seen for the first
 * time begins at `now`: what fell due before it had reminders is nobody's concern.
 */
export async function lockRun(tx: Transaction, app: string, now: Date): Promise<Date> {
  await tx.execute("insert into reminder_run (app_id, done_until) values ($1, $2) on conflict do nothing", [app, now]);
  const [row] = await tx.rows<{ done_until: Date }>(
    "select done_until from reminder_run where app_id = $1 for update",
    [app],
  );
  return row!.done_until;
}

/** Forgets how far the other apps had come: should one have reminders again, it begins anew. */
export async function keepRuns(tx: Transaction, apps: readonly string[]): Promise<void> {
  await tx.execute("delete from reminder_run where app_id <> all($1::bigint[])", [apps]);
}

export async function moveRun(tx: Transaction, app: string, doneUntil: Date): Promise<void> {
  await tx.execute("update reminder_run set done_until = $2 where app_id = $1", [app, doneUntil]);
}
