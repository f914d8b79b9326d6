import type { Transaction } from "../../database.ts";

/** Whose draft of which record; record "0" is the new record of an app. */
export interface DraftKey {
  user: number;
  app: string;
  record: string;
}

/** What somebody typed and did not save. */
export interface DraftRow {
  record: Record<string, unknown>;
  revision: number | null;
  saved_at: Date;
}

/** The draft, if there is one. */
export async function findDraft(tx: Transaction, { user, app, record }: DraftKey): Promise<DraftRow | undefined> {
  const [row] = await tx.rows<DraftRow>(
    "select record, revision, saved_at from draft where user_id = $1 and app_id = $2 and record_id = $3",
    [user, app, record],
    { name: "find-draft" },
  );
  return row;
}

/** Keeps the draft in place of an older one. */
export async function upsertDraft(
  tx: Transaction,
  { user, app, record }: DraftKey,
  draft: { values: unknown; revision: string | null; at: Date },
): Promise<void> {
  await tx.execute(
    `insert into draft (user_id, app_id, record_id, revision, record, saved_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (user_id, app_id, record_id)
     do update set revision = excluded.revision, record = excluded.record, saved_at = excluded.saved_at`,
    [user, app, record, draft.revision, JSON.stringify(draft.values), draft.at],
    { name: "upsert-draft" },
  );
}

/** Forgets the draft. */
export async function deleteDraft(tx: Transaction, { user, app, record }: DraftKey): Promise<void> {
  await tx.execute("delete from draft where user_id = $1 and app_id = $2 and record_id = $3", [user, app, record], {
    name: "delete-draft",
  });
}
