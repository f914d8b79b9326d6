import type { Transaction } from "../database.ts";
import type { Translated } from "../identity/programme/space-texts.ts";

/** A space with its definition, as far as it concerns pages. */
export interface SpaceRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly definition: Translated & {
    readonly header?: string;
    readonly contact?: {
      readonly name?: string;
      readonly phone?: string;
      readonly mail?: string;
      readonly hours?: string;
    };
    readonly administratorsGroup?: string;
    readonly announcements?: readonly { title: string; body: string; isImportant?: boolean }[];
    readonly threads?: readonly { name: string; body?: string }[];
  };
  readonly settings: Partial<SpaceSettings>;
  readonly members: readonly SpaceMember[];
  readonly created_by: number | null;
  readonly updated_by: number | null;
}

/** What kintone's space endpoints set. */
export interface SpaceSettings {
  body: string;
  useMultiThread: boolean;
  fixedMember: boolean;
  showAnnouncement: boolean;
  showThreadList: boolean;
  showAppList: boolean;
  showMemberList: boolean;
  showRelatedLinkList: boolean;
  permissions: { createApp: "EVERYONE" | "ADMIN" };
}

export interface SpaceMember {
  entity: { type: "USER" | "GROUP" | "ORGANIZATION"; code: string };
  isAdmin?: boolean;
  includeSubs?: boolean;
}

/** Every space that is not removed, the first one first. */
export function readSpaces(tx: Transaction): Promise<SpaceRow[]> {
  return tx.rows<SpaceRow>(
    `select id, code, name, definition, settings, members, created_by, updated_by
     from space where removed_at is null order by id`,
    [],
    { name: "read-spaces" },
  );
}

/** Names and dates of the spaces, for statistics. */
export function readSpaceNames(tx: Transaction) {
  return tx.rows<{ id: string; name: string; created_at: Date; updated_at: Date }>(
    "select id, name, created_at, updated_at from space where removed_at is null order by id",
  );
}

/** Keeps what kintone's endpoints set of a space. */
export async function updateSpaceSettings(
  tx: Transaction,
  id: string,
  { name, settings, members }: Pick<SpaceRow, "name" | "settings" | "members">,
  by: number,
  at: Date,
): Promise<void> {
  await tx.execute(
    "update space set name = $2, settings = $3, members = $4, updated_by = $5, updated_at = $6 where id = $1",
    [id, name, JSON.stringify(settings), JSON.stringify(members), by, at],
  );
}

/** Takes the space away from everybody; its row stays. */
export async function removeSpace(tx: Transaction, id: string, by: number, at: Date): Promise<void> {
  await tx.execute("update space set removed_at = $3, updated_at = $3, updated_by = $2 where id = $1", [id, by, at]);
}

/** Whether apps are in the space, those that were never deployed included. */
export async function hasApps(tx: Transaction, space: string): Promise<boolean> {
  const [row] = await tx.query<{ found: string }>(
    "select exists (select from app where space_id = $1 and removed_at is null) as found",
    [space],
  );
  return row!.found === "t";
}

/** Changes what is given of a thread. */
export async function updateThread(
  tx: Transaction,
  id: string,
  { name, body }: { name?: string | undefined; body?: string | undefined },
): Promise<void> {
  await tx.execute("update thread set name = coalesce($2, name), body = coalesce($3, body) where id = $1", [
    id,
    name ?? null,
    body ?? null,
  ]);
}

/** An announcement, and whether this reader has read it. */
export interface AnnouncementRow {
  readonly id: string;
  readonly space_id: string;
  readonly title: string;
  readonly body: string;
  readonly is_important: boolean;
  readonly published_at: Date;
  readonly published_by: number | null;
  readonly is_read: boolean;
}

/** The announcements of a space that are not removed: important ones that the reader has not read first, then the latest. */
export function readAnnouncements(
  tx: Transaction,
  space: string,
  reader: number,
  limit: number,
): Promise<AnnouncementRow[]> {
  return tx.rows<AnnouncementRow>(
    `select a.id, a.space_id, a.title, a.body, a.is_important, a.published_at, a.published_by, r.user_id is not null as is_read
     from announcement a left join announcement_read r on r.announcement_id = a.id and r.user_id = $2
     where a.space_id = $1 and a.removed_at is null
     order by (a.is_important and r.user_id is null) desc, a.published_at desc, a.id desc limit $3`,
    [space, reader, limit],
  );
}

/** The space of an announcement that is not removed. */
export async function findAnnouncementSpace(tx: Transaction, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ space_id: string }>(
    "select space_id from announcement where id = $1 and removed_at is null",
    [id],
  );
  return row?.space_id;
}

export interface NewAnnouncement {
  readonly space: string;
  readonly title: string;
  readonly body: string;
  readonly isImportant: boolean;
  readonly by: number | null;
}

/** Publishes an announcement and returns its id. */
export async function insertAnnouncement(tx: Transaction, announcement: NewAnnouncement, at: Date): Promise<string> {
  const { space, title, body, isImportant, by } = announcement;
  const [row] = await tx.query<{ id: string }>(
    `insert into announcement (space_id, title, body, is_important, published_at, published_by, updated_at)
     values ($1, $2, $3, $4, $5, $6, $5) returning id`,
    [space, title, body, isImportant, at, by],
  );
  return row!.id;
}

/** Changes what is given. */
export async function updateAnnouncement(
  tx: Transaction,
  id: string,
  { title, body, isImportant }: { title?: string; body?: string; isImportant?: boolean },
  at: Date,
): Promise<void> {
  await tx.execute(
    `update announcement set title = coalesce($2, title), body = coalesce($3, body),
            is_important = coalesce($4, is_important), updated_at = $5 where id = $1`,
    [id, title ?? null, body ?? null, isImportant ?? null, at],
  );
}

/** Takes an announcement off the board. */
export async function removeAnnouncement(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute("update announcement set removed_at = $2, updated_at = $2 where id = $1", [id, at]);
}

/** Notes that somebody has read an announcement. */
export async function insertRead(tx: Transaction, id: string, user: number, at: Date): Promise<void> {
  await tx.execute(
    "insert into announcement_read (announcement_id, user_id, read_at) values ($1, $2, $3) on conflict do nothing",
    [id, user, at],
  );
}

export interface ThreadRow {
  readonly id: string;
  readonly space_id: string;
  readonly name: string;
  readonly body: string;
}

/** The threads of a space. */
export function readThreads(tx: Transaction, space: string): Promise<ThreadRow[]> {
  return tx.rows<ThreadRow>("select id, space_id, name, body from thread where space_id = $1 order by id", [space]);
}

/** The first thread of each space that has one, by the space's id. */
export async function readDefaultThreads(tx: Transaction): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ space_id: string; id: string }>(
    "select space_id, min(id) as id from thread group by space_id",
    [],
    { name: "default-threads" },
  );
  return new Map(rows.map((row) => [row.space_id, row.id]));
}

export async function findThread(tx: Transaction, id: string): Promise<ThreadRow | undefined> {
  const [row] = await tx.rows<ThreadRow>("select id, space_id, name, body from thread where id = $1", [id]);
  return row;
}

/** Starts a thread and returns its id. */
export async function insertThread(
  tx: Transaction,
  { space, name, body, by }: { space: string; name: string; body: string; by: number | null },
  at: Date,
): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    "insert into thread (space_id, name, body, created_at, created_by) values ($1, $2, $3, $4, $5) returning id",
    [space, name, body, at, by],
  );
  return row!.id;
}

/** How much each person wrote in the threads of a space, for counting what a reader may see. */
export function readThreadActivity(tx: Transaction, space: string) {
  return tx.rows<{ thread_id: string; created_by: number; count: number; last_at: Date }>(
    `select c.thread_id, c.created_by, count(*)::integer as count, max(c.created_at) as last_at
     from thread_comment c join thread t on t.id = c.thread_id
     where t.space_id = $1 and c.deleted_at is null group by 1, 2`,
    [space],
  );
}

export interface ThreadCommentRow {
  readonly id: string;
  readonly text: string;
  readonly mentions: readonly { id: number }[];
  readonly created_at: Date;
  readonly created_by: number;
}

/** Who has written in a thread. */
export async function readThreadPosters(tx: Transaction, thread: string): Promise<number[]> {
  const rows = await tx.rows<{ created_by: number }>(
    "select distinct created_by from thread_comment where thread_id = $1 and deleted_at is null",
    [thread],
  );
  return rows.map(({ created_by }) => created_by);
}

/** Comments of these people in a thread, before the given id, the latest first. */
export function readThreadComments(
  tx: Transaction,
  {
    thread,
    posters,
    before,
    limit,
  }: { thread: string; posters: readonly number[]; before: string | null; limit: number },
): Promise<ThreadCommentRow[]> {
  return tx.rows<ThreadCommentRow>(
    `select id, text, mentions, created_at, created_by from thread_comment
     where thread_id = $1 and created_by = any($2) and deleted_at is null and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [thread, posters, before, limit],
  );
}

/** One comment of a thread that is not deleted. */
export async function findThreadComment(tx: Transaction, id: string) {
  const [row] = await tx.rows<ThreadCommentRow & { thread_id: string; space_id: string }>(
    `select c.id, c.text, c.mentions, c.created_at, c.created_by, c.thread_id, t.space_id
     from thread_comment c join thread t on t.id = c.thread_id where c.id = $1 and c.deleted_at is null`,
    [id],
  );
  return row;
}

/** Adds a comment to a thread and returns its id. */
export async function insertThreadComment(
  tx: Transaction,
  { thread, text, mentions, by }: { thread: string; text: string; mentions: readonly { id: number }[]; by: number },
  at: Date,
): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `with t as (update thread set last_comment_at = $4 where id = $1)
     insert into thread_comment (thread_id, text, mentions, created_at, created_by) values ($1, $2, $3, $4, $5) returning id`,
    [thread, text, JSON.stringify(mentions), at, by],
  );
  return row!.id;
}

/** Whether the space has anything on its board or in its threads. */
export async function isSpaceInUse(tx: Transaction, space: string): Promise<boolean> {
  const [row] = await tx.query<{ found: string }>(
    `select exists (select from announcement where space_id = $1) or exists (select from thread where space_id = $1) as found`,
    [space],
  );
  return row!.found === "t";
}
