import type { Transaction } from "../database.ts";
import type { NewMail } from "./queue-mail.ts";

/** Queues the mails whose keys are new, and wakes the sender after the commit. */
export async function insertMail(tx: Transaction, mails: readonly NewMail[], at: Date): Promise<void> {
  await tx.execute(
    `with m as (
       insert into mail (key, to_address, to_user, subject, text, is_secret, created_at, not_before)
       select i.key, i."to", i."toUser", i.subject, i.text, coalesce(i."isSecret", false), $1, $1
       from jsonb_to_recordset($2::jsonb)
         as i(key text, "to" text, "toUser" integer, subject text, text text, "isSecret" boolean)
       on conflict (key) do nothing
     ) select pg_notify('mail', '')`,
    [at, JSON.stringify(mails)],
  );
}

/** A mail that this process alone may send until its lease ends. */
export interface ClaimedMail {
  readonly id: string;
  readonly key: string;
  readonly to_address: string;
  readonly subject: string;
  readonly text: string;
  /** This attempt included. */
  readonly attempts: number;
}

/**
 * Takes mails that are due, oldest first. The lease outlives the process: when it dies while sending, another tries
 * again after `leaseUntil`.
 */
export async function claimMails(tx: Transaction, limit: number, leaseUntil: Date, now: Date): Promise<ClaimedMail[]> {
  return tx.rows<ClaimedMail>(
    `update mail set attempts = attempts + 1, not_before = $2
     where id in (
       select id from mail where state = 'queued' and not_before <= $3 order by not_before, id limit $1
       for update skip locked
     ) returning id, key, to_address, subject, text, attempts`,
    [limit, leaseUntil, now],
  );
}

/** Notes that a mail has left; a secret text is erased. */
export async function updateSent(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.execute(
    `update mail set state = 'sent', sent_at = $2, last_error = null, text = case when is_secret then '' else text end
     where id = $1`,
    [id, now],
  );
}

/** Notes a failed attempt; `notBefore` null gives the mail up, and erases a secret text. */
export async function updateRefused(tx: Transaction, id: string, error: string, notBefore: Date | null): Promise<void> {
  await tx.execute(
    `update mail set last_error = $2, not_before = coalesce($3, not_before),
            state = case when $3::timestamptz is null then 'failed' else 'queued' end,
            text = case when is_secret and $3::timestamptz is null then '' else text end
     where id = $1`,
    [id, error, notBefore],
  );
}

/** A mail in the administrators' log. */
export interface MailRow {
  readonly id: string;
  readonly to_address: string;
  readonly subject: string;
  readonly state: "queued" | "sent" | "failed";
  readonly created_at: Date;
  readonly sent_at: Date | null;
  readonly attempts: number;
  readonly last_error: string | null;
  /** null when it is a secret. */
  readonly text: string | null;
}

/** Mails before the given id, the latest first. */
export async function readMails(
  tx: Transaction,
  { before, state, limit }: { before: string | null; state: string | null; limit: number },
): Promise<MailRow[]> {
  return tx.rows<MailRow>(
    `select id, to_address, subject, state, created_at, sent_at, attempts, last_error,
            case when is_secret then null else text end as text
     from mail where ($1::bigint is null or id < $1) and ($2::text is null or state = $2) order by id desc limit $3`,
    [before, state, limit],
  );
}
