import type { Transaction } from "../database.ts";

/** Whom a comment names, as an id of the directory. */
export interface StoredMention {
  readonly type: "USER" | "GROUP" | "ORGANIZATION";
  readonly id: number;
}

export interface CommentRow {
  readonly id: number;
  readonly text: string;
  readonly mentions: readonly StoredMention[];
  readonly created_at: Date;
  readonly created_by: number;
}

const columns = "id, text, mentions, created_at, created_by";

/**
 * Adds a comment and returns its number in the record, which has no gaps but those of rolled-back posts. The counter's
 * row is locked until the transaction ends, so that two comments cannot get one number.
 */
export async function insertComment(
  tx: Transaction,
  { app, record }: { app: string; record: string },
  { text, mentions, by }: { text: string; mentions: readonly StoredMention[]; by: number },
  at: Date,
): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `with head as (
       insert into comment_head as h (app_id, record_id, last_id) values ($1, $2, 1)
       on conflict (app_id, record_id) do update set last_id = h.last_id + 1 returning last_id
     )
     insert into comment (app_id, record_id, id, text, mentions, created_at, created_by)
     select $1, $2, last_id, $3, $4, $5, $6 from head returning id`,
    [app, record, text, JSON.stringify(mentions), at, by],
    { name: "insert-comment" },
  );
  return row!.id;
}

/** The thread of a record, as far as its reader may look back; `since` null: to its first comment. */
export interface Thread {
  readonly app: string;
  readonly record: string;
  readonly since: Date | null;
}

const inThread = `app_id = $1 and record_id = $2 and deleted_at is null and ($3::timestamptz is null or created_at >= $3)`;

/** A comment of the thread that is not deleted; locked until the transaction ends. */
export async function lockComment(tx: Transaction, { app, record, since }: Thread, id: string) {
  const [row] = await tx.rows<CommentRow>(`select ${columns} from comment where ${inThread} and id = $4 for update`, [
    app,
    record,
    since,
    id,
  ]);
  return row;
}

/** Deletes a comment: its words are erased, its number stays taken. */
export async function eraseComment(tx: Transaction, app: string, record: string, id: string, at: Date): Promise<void> {
  await tx.execute(
    `update comment set deleted_at = $4, text = '', mentions = '[]' where app_id = $1 and record_id = $2 and id = $3`,
    [app, record, id, at],
  );
}

/** Comments of a thread with a number below `before`, the latest first. */
export function readComments(
  tx: Transaction,
  { app, record, since }: Thread,
  { before, limit }: { before: string | null; limit: number },
): Promise<CommentRow[]> {
  return tx.rows<CommentRow>(
    `select ${columns} from comment where ${inThread} and ($4::integer is null or id < $4) order by id desc limit $5`,
    [app, record, since, before, limit],
    { name: "read-comments" },
  );
}

/** Comments of a thread by offset, as kintone's API reads them. */
export function readCommentPage(
  tx: Transaction,
  { app, record, since }: Thread,
  { order, offset, limit }: { order: "asc" | "desc"; offset: number; limit: number },
): Promise<CommentRow[]> {
  return tx.rows<CommentRow>(
    `select ${columns} from comment where ${inThread}
     order by id ${order === "asc" ? "asc" : "desc"} offset $4 limit $5`,
    [app, record, since, offset, limit],
  );
}

/** Who has commented in a thread. */
export async function readCommenters(tx: Transaction, { app, record, since }: Thread): Promise<number[]> {
  const rows = await tx.rows<{ created_by: number }>(`select distinct created_by from comment where ${inThread}`, [
    app,
    record,
    since,
  ]);
  return rows.map(({ created_by }) => created_by);
}
