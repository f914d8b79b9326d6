import type { Transaction } from "../database.ts";
import type { Reason } from "./decide.ts";

/** A notification to keep. */
export interface NewNotification {
  readonly event: string;
  readonly user: number;
  readonly reason: Reason;
  readonly isToMe: boolean;
  readonly title: string;
  readonly app?: string;
  readonly record?: string;
  readonly comment?: string;
  readonly thread?: string;
  readonly announcement?: string;
  readonly by: number | null;
}

/** Keeps the notifications; of an event and a person only the first. Returns who has a new one. */
export async function insertNotifications(
  tx: Transaction,
  notifications: readonly NewNotification[],
  at: Date,
): Promise<number[]> {
  const rows = await tx.rows<{ user_id: number }>(
    `insert into notification (event_id, user_id, reason, is_to_me, title, app_id, record_id, comment_id, thread_id,
                               announcement_id, by_user, created_at)
     select i.event, i."user", i.reason, i."isToMe", i.title, i.app, i.record, i.comment, i.thread, i.announcement, i."by", $2
     from jsonb_to_recordset($1::jsonb)
       as i(event bigint, "user" integer, reason text, "isToMe" boolean, title text, app bigint, record bigint,
            comment integer, thread bigint, announcement bigint, "by" integer)
     on conflict (event_id, user_id) do nothing returning user_id`,
    [JSON.stringify(notifications), at],
  );
  return rows.map(({ user_id }) => user_id);
}

/** A comment's mentions as ids (null once it is deleted), and who had commented on the record before it. */
export async function readCommentContext(tx: Transaction, app: string, record: string, comment: string) {
  const [own] = await tx.rows<{ mentions: { id: number }[] }>(
    "select mentions from comment where app_id = $1 and record_id = $2 and id = $3 and deleted_at is null",
    [app, record, comment],
  );
  const earlier = await tx.rows<{ created_by: number }>(
    "select distinct created_by from comment where app_id = $1 and record_id = $2 and id < $3 and deleted_at is null",
    [app, record, comment],
  );
  return {
    mentions: own ? own.mentions.map(({ id }) => id) : null,
    commenters: earlier.map(({ created_by }) => created_by),
  };
}

/** Removes what tells of a comment that has been deleted. */
export async function deleteOfComment(tx: Transaction, app: string, record: string, comment: string): Promise<void> {
  await tx.execute("delete from notification where app_id = $1 and record_id = $2 and comment_id = $3", [
    app,
    record,
    comment,
  ]);
}

/** How many mails of notifications somebody got: about one record, and about anything. */
export interface MailCount {
  readonly ofRecord: number;
  readonly ofAll: number;
}

/** How many mails each person got since then. One statement. */
export async function countMails(
  tx: Transaction,
  { app, record, users, since }: { app: string; record: string; users: readonly number[]; since: Date },
): Promise<ReadonlyMap<number, MailCount>> {
  const rows = await tx.rows<MailCount & { user_id: number }>(
    `select u.id as user_id,
       (select count(*)::integer from notification n join mail m on m.key = 'notification:' || n.event_id || ':' || n.user_id
        where n.app_id = $1 and n.record_id = $2 and n.user_id = u.id and n.created_at > $4) as "ofRecord",
       (select count(*)::integer from mail m
        where m.to_user = u.id and m.created_at > $4 and m.key like 'notification:%') as "ofAll"
     from unnest($3::integer[]) u(id)`,
    [app, record, users, since],
  );
  return new Map(rows.map(({ user_id, ...counts }) => [user_id, counts]));
}

/** A kept notification, with the names that its place has today. */
export interface NotificationRow {
  readonly id: string;
  readonly reason: Reason;
  readonly is_to_me: boolean;
  readonly title: string;
  readonly app_id: string | null;
  readonly record_id: string | null;
  readonly comment_id: number | null;
  readonly thread_id: string | null;
  readonly thread_name: string | null;
  readonly announcement_id: string | null;
  readonly announcement_title: string | null;
  readonly by_user: number | null;
  readonly created_at: Date;
  readonly read_at: Date | null;
  readonly flagged_at: Date | null;
}

export type Filter = "to-me" | "all" | "unread" | "flagged";

/** A person's notifications before the given id, the latest first; of removed announcements none. */
export async function readNotifications(
  tx: Transaction,
  { user, filter, before, limit }: { user: number; filter: Filter; before: string | null; limit: number },
): Promise<NotificationRow[]> {
  return tx.rows<NotificationRow>(
    `select n.id, n.reason, n.is_to_me, n.title, n.app_id, n.record_id, n.comment_id, n.thread_id, t.name as thread_name,
            n.announcement_id, a.title as announcement_title, n.by_user, n.created_at, n.read_at, n.flagged_at
     from notification n left join thread t on t.id = n.thread_id left join announcement a on a.id = n.announcement_id
     where n.user_id = $1 and ($2::bigint is null or n.id < $2) and a.removed_at is null
       and case $3 when 'to-me' then n.is_to_me when 'unread' then n.read_at is null
                   when 'flagged' then n.flagged_at is not null else true end
     order by n.id desc limit $4`,
    [user, before, filter, limit],
  );
}

/** Unread notifications per place; a place is a record, or none for announcements and threads. */
export interface UnreadRow {
  readonly app_id: string | null;
  readonly record_id: string | null;
  readonly to_me: number;
  readonly total: number;
  /** The latest one's words and time. */
  readonly reason: Reason;
  readonly title: string;
  readonly created_at: Date;
}

/** A person's unread notifications by place, the latest place first; older ones than `most` places are not looked at. */
export async function readUnread(tx: Transaction, user: number, most = 1_000): Promise<UnreadRow[]> {
  return tx.rows<UnreadRow>(
    `select n.app_id, n.record_id, count(*) filter (where n.is_to_me)::integer as to_me, count(*)::integer as total,
            (array_agg(n.reason order by n.id desc))[1] as reason, (array_agg(n.title order by n.id desc))[1] as title,
            max(n.created_at) as created_at
     from notification n left join announcement a on a.id = n.announcement_id
     where n.user_id = $1 and n.read_at is null and a.removed_at is null
     group by n.app_id, n.record_id order by max(n.id) desc limit $2`,
    [user, most],
  );
}

/** Which of a person's unread notifications to mark as read. */
export interface ReadMark {
  readonly ids: readonly string[] | null;
  readonly app: string | null;
  readonly record: string | null;
}

/** Marks a person's own notifications as read: those of `ids`, of one record, or all. */
export async function updateRead(tx: Transaction, user: number, mark: ReadMark, now: Date): Promise<void> {
  await tx.execute(
    `update notification set read_at = $2 where user_id = $1 and read_at is null
       and ($3::bigint[] is null or id = any($3)) and ($4::bigint is null or (app_id = $4 and record_id = $5))`,
    [user, now, mark.ids, mark.app, mark.record],
  );
}

/** Marks one of a person's own notifications for later, or no more; false if it is not his. */
export async function updateFlag(tx: Transaction, user: number, id: string, at: Date | null): Promise<boolean> {
  return (
    (await tx.execute("update notification set flagged_at = $3 where user_id = $1 and id = $2", [user, id, at])) > 0
  );
}

/** Which of these people have a notification of the event. */
export async function readNotified(tx: Transaction, event: string, users: readonly number[]): Promise<number[]> {
  const rows = await tx.rows<{ user_id: number }>(
    "select user_id from notification where event_id = $1 and user_id = any($2)",
    [event, users],
  );
  return rows.map(({ user_id }) => user_id);
}

/** Removes old notifications that nobody keeps for later. */
export async function deleteOldNotifications(tx: Transaction, before: Date): Promise<number> {
  return tx.execute("delete from notification where created_at < $1 and flagged_at is null", [before]);
}
