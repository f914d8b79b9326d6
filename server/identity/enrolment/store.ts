import type { Transaction } from "../../database.ts";

/** How many wrong retrieval passwords an enrolment bears. */
export const mostFailures = 5;

export interface NewEnrolment {
  readonly userId: number;
  readonly tokenHash: Buffer;
  readonly secretHash: string;
  readonly deviceName: string;
  readonly createdBy: number;
  readonly expiresAt: Date;
}

/** Keeps a new enrolment; the person must have no open one. Returns its id. */
export async function insertEnrolment(tx: Transaction, enrolment: NewEnrolment, now: Date): Promise<string> {
  const [row] = await tx.rows<{ id: string }>(
    `insert into enrolment (user_id, token_hash, secret_hash, device_name, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [
      enrolment.userId,
      enrolment.tokenHash,
      enrolment.secretHash,
      enrolment.deviceName,
      now,
      enrolment.createdBy,
      enrolment.expiresAt,
    ],
  );
  return row!.id;
}

export interface EnrolmentRow {
  readonly id: string;
  readonly user_id: number;
  readonly secret_hash: string;
  readonly device_name: string;
  readonly created_by: number | null;
  readonly expires_at: Date;
}

const usable = `e.claimed_at is null and e.cancelled_at is null and e.expires_at > $2 and e.failures < ${mostFailures}
  and exists (select from user_account u where u.id = e.user_id and u.status = 'active')`;
const columns = "e.id, e.user_id, e.secret_hash, e.device_name, e.created_by, e.expires_at";

/** The enrolment behind a link, if it can still be used. */
export async function findUsable(tx: Transaction, tokenHash: Buffer, now: Date): Promise<EnrolmentRow | undefined> {
  const [row] = await tx.rows<EnrolmentRow>(
    `select ${columns} from enrolment e where e.token_hash = $1 and ${usable}`,
    [tokenHash, now],
  );
  return row;
}

/** The same, locked until the transaction ends: of several claims at one moment each waits for the one before. */
export async function lockUsable(tx: Transaction, tokenHash: Buffer, now: Date): Promise<EnrolmentRow | undefined> {
  const [row] = await tx.rows<EnrolmentRow>(
    `select ${columns} from enrolment e where e.token_hash = $1 and ${usable} for update of e`,
    [tokenHash, now],
  );
  return row;
}

/** Counts a wrong retrieval password. */
export async function countFailure(tx: Transaction, id: string): Promise<void> {
  await tx.execute("update enrolment set failures = failures + 1 where id = $1", [id]);
}

/** Marks an enrolment as used for this certificate. */
export async function markClaimed(tx: Transaction, id: string, certificateId: string, now: Date): Promise<void> {
  await tx.execute("update enrolment set claimed_at = $3, certificate_id = $2 where id = $1", [id, certificateId, now]);
}

/** Cancels the open enrolment of a person, usable or not; returns its id. */
export async function cancelOpen(tx: Transaction, userId: number, now: Date): Promise<string | undefined> {
  const [row] = await tx.rows<{ id: string }>(
    `update enrolment set cancelled_at = $2 where user_id = $1 and claimed_at is null and cancelled_at is null returning id`,
    [userId, now],
  );
  return row?.id;
}

/** Cancels one enrolment if it is open; returns whose it was. */
export async function cancelById(tx: Transaction, id: string, now: Date): Promise<number | undefined> {
  const [row] = await tx.rows<{ user_id: number }>(
    `update enrolment set cancelled_at = $2 where id = $1 and claimed_at is null and cancelled_at is null returning user_id`,
    [id, now],
  );
  return row?.user_id;
}

/** Until when a person's open invitation works. */
export async function readOpenExpiry(tx: Transaction, userId: number): Promise<Date | undefined> {
  const [row] = await tx.rows<{ expires_at: Date }>(
    "select expires_at from enrolment where user_id = $1 and claimed_at is null and cancelled_at is null",
    [userId],
  );
  return row?.expires_at;
}
