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

/** A comment of the record that is not deleted; locked until the transaction ends. */
export async function lockComment(tx: Transaction, app: string, record: string, id: string) {
  const [row] = await tx.rows<CommentRow>(
    `select ${columns} from comment where app_id = $1 and record_id = $2 and id = $3 and deleted_at is null for update`,
    [app, record, id],
  );
  return row;
}

/** Deletes a comment: its words are erased, its number stays taken. */
export async function eraseComment(tx: Transaction, app: string, record: string, id: string, at: Date): Promise<void> {
  await tx.execute(
    `update comment set deleted_at = $4, text = '', mentions = '[]' where app_id = $1 and record_id = $2 and id = $3`,
    [app, record, id, at],
  );
}

/** Comments of a record with a number below `before`, the latest first. */
export function readComments(
  tx: Transaction,
  { app, record, before, limit }: { app: string; record: string; before: string | null; limit: number },
): Promise<CommentRow[]> {
  return tx.rows<CommentRow>(
    `select ${columns} from comment where app_id = $1 and record_id = $2 and deleted_at is null
       and ($3::integer is null or id < $3) order by id desc limit $4`,
    [app, record, before, limit],
    { name: "read-comments" },
  );
}

/** Comments of a record by offset, as kintone's API reads them. */
export function readCommentPage(
  tx: Transaction,
  {
    app,
    record,
    order,
    offset,
    limit,
  }: { app: string; record: string; order: "asc" | "desc"; offset: number; limit: number },
): Promise<CommentRow[]> {
  return tx.rows<CommentRow>(
    `select ${columns} from comment where app_id = $1 and record_id = $2 and deleted_at is null
     order by id ${order === "asc" ? "asc" : "desc"} offset $3 limit $4`,
    [app, record, offset, limit],
  );
}

/** Who has commented on a record. */
export async function readCommenters(tx: Transaction, app: string, record: string): Promise<number[]> {
  const rows = await tx.rows<{ created_by: number }>(
    "select distinct created_by from comment where app_id = $1 and record_id = $2 and deleted_at is null",
    [app, record],
  );
  return rows.map(({ created_by }) => created_by);
}
