import type { Transaction } from "../../database.ts";
import type { NewSession } from "./sessions.ts";

export interface SessionOwner {
  readonly userId: number;
  readonly fingerprint: string;
  readonly userAgent: string;
}

/** Keeps a new session. */
export async function insertSession(tx: Transaction, session: NewSession, owner: SessionOwner, now: Date) {
  await tx.execute(
    `insert into session (id_hash, user_id, fingerprint, csrf_token, user_agent, created_at, seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7)`,
    [session.idHash, owner.userId, owner.fingerprint, session.csrfToken, owner.userAgent, now, session.expiresAt],
  );
}

/** Notes that session and certificate are in use. */
export async function touchSession(tx: Transaction, idHash: Buffer, fingerprint: string, now: Date) {
  await tx.execute(`update session set seen_at = greatest(seen_at, $2) where id_hash = $1`, [idHash, now]);
  await touchCertificate(tx, fingerprint, now);
}

/** Notes that a certificate is in use. */
export async function touchCertificate(tx: Transaction, fingerprint: string, now: Date) {
  await tx.execute(`update certificate set last_used_at = $2 where fingerprint = $1`, [fingerprint, now]);
}

/** Ends one session; false if there was none. */
export async function deleteSession(tx: Transaction, idHash: Buffer, userId: number): Promise<boolean> {
  return (await tx.execute("delete from session where id_hash = $1 and user_id = $2", [idHash, userId])) > 0;
}

/** Ends the sessions of a person, but for the one given. */
export async function deleteSessionsOfUser(tx: Transaction, userId: number, except: Buffer | null = null) {
  await tx.execute("delete from session where user_id = $1 and ($2::bytea is null or id_hash <> $2)", [userId, except]);
}

/** Ends the sessions of a certificate. */
export async function deleteSessionsOfCertificate(tx: Transaction, fingerprint: string) {
  await tx.execute("delete from session where fingerprint = $1", [fingerprint]);
}

/** Removes what nobody can use any more; for the nightly job. Returns how many. */
export async function deleteDeadSessions(tx: Transaction, idleSince: Date, now: Date): Promise<number> {
  return tx.execute("delete from session where expires_at <= $1 or seen_at <= $2", [now, idleSince]);
}

export interface SessionRow {
  readonly id_hash: Buffer;
  readonly created_at: Date;
  readonly seen_at: Date;
  readonly user_agent: string;
  readonly device_name: string;
}

/** The living sessions of a person, the latest first. */
export async function readSessions(tx: Transaction, userId: number, idleSince: Date, now: Date): Promise<SessionRow[]> {
  return tx.rows<SessionRow>(
    `select s.id_hash, s.created_at, s.seen_at, s.user_agent, coalesce(c.device_name, '') as device_name
     from session s left join certificate c on c.fingerprint = s.fingerprint
     where s.user_id = $1 and s.expires_at > $2 and s.seen_at > $3 order by s.seen_at desc limit 100`,
    [userId, now, idleSince],
  );
}

export interface PasswordRow {
  readonly password_hash: string | null;
  readonly must_change_password: boolean;
}

/** The password of an active person. */
export async function findPassword(tx: Transaction, userId: number): Promise<PasswordRow | undefined> {
  const [row] = await tx.rows<PasswordRow>(
    "select password_hash, must_change_password from user_account where id = $1 and status = 'active'",
    [userId],
  );
  return row;
}

/** The hashes that a new password must not repeat: the present one and those before it, the latest first. */
export async function readPasswordHistory(tx: Transaction, userId: number, limit: number): Promise<string[]> {
  const rows = await tx.rows<{ hash: string }>(
    "select hash from password_history where user_id = $1 order by set_at desc limit $2",
    [userId, limit],
  );
  return rows.map((row) => row.hash);
}

/**
 * Sets a password and notes it in the history.
 *
 * @param mustChange - true for a password that somebody else chose
 */
export async function updatePassword(
  tx: Transaction,
  { userId, hash, mustChange, now }: { userId: number; hash: string; mustChange: boolean; now: Date },
) {
  await tx.execute("update user_account set password_hash = $2, must_change_password = $3 where id = $1", [
    userId,
    hash,
    mustChange,
  ]);
  await tx.execute(
    `insert into password_history (user_id, hash, set_at) values ($1, $2, $3)
     on conflict (user_id, set_at) do update set hash = excluded.hash`,
    [userId, hash, now],
  );
}

/** The same password under newer parameters; the history keeps the older hash, which says the same. */
export async function updatePasswordHash(tx: Transaction, userId: number, before: string, after: string) {
  await tx.execute("update user_account set password_hash = $3 where id = $1 and password_hash = $2", [
    userId,
    before,
    after,
  ]);
}

/**
 * Counts one attempt *before* the password is looked at, so that attempts at one moment cannot all be the first.
 *
 * The counter begins anew after `windowMinutes`, and after a lock has ended. The attempt that reaches `limit` is still
 * looked at; after it the account is locked for `lockMinutes`, twice as long each time, at most a day.
 *
 * @returns false if the account is locked for this certificate: the attempt must not be looked at
 */
export async function countAttempt(
  tx: Transaction,
  account: string,
  fingerprint: string,
  { limit, windowMinutes, lockMinutes }: LockRules,
  now: Date,
): Promise<boolean> {
  const counted = await tx.execute(
    `insert into login_failure as f (account, fingerprint, failures, window_started_at)
     values ($1, $2, 1, $3)
     on conflict (account, fingerprint) do update set (failures, window_started_at, locks, locked_until) = (
       select n.failures, case when n.failures = 1 then $3 else f.window_started_at end,
              n.locks + case when n.failures >= $4 then 1 else 0 end,
              case when n.failures >= $4
                   then $3::timestamptz + least($6 * interval '1 minute' * power(2, least(n.locks, 12)), interval '24 hours') end
       from (select case when f.locked_until is not null or f.window_started_at <= $3::timestamptz - $5 * interval '1 minute'
                         then 1 else f.failures + 1 end as failures,
                    case when f.window_started_at <= $3::timestamptz - interval '48 hours' then 0 else f.locks end as locks) n)
     where f.locked_until is null or f.locked_until <= $3`,
    [account, fingerprint, now, limit, windowMinutes, lockMinutes],
  );
  return counted > 0;
}

/** How many wrong passwords lock an account for a certificate, and for how long. */
export interface LockRules {
  readonly limit: number;
  readonly windowMinutes: number;
  readonly lockMinutes: number;
}

/** Forgets the wrong attempts after a right one. */
export async function forgetAttempts(tx: Transaction, account: string, fingerprint: string) {
  await tx.execute("delete from login_failure where account = $1 and fingerprint = $2", [account, fingerprint]);
}

/** Opens an account for all its certificates: a new password was handed out. */
export async function forgetAttemptsOfAccount(tx: Transaction, account: string) {
  await tx.execute("delete from login_failure where account = $1", [account]);
}
