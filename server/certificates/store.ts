import type { Transaction } from "../database.ts";
import type { RevocationReason } from "./crl.ts";
import type { ClientCertificateFacts } from "./issue-client-certificate.ts";
import type { KeyType } from "./key-types.ts";

export interface CertificateOwner {
  readonly userId: number;
  readonly deviceName: string;
  readonly keyType: KeyType;
  readonly issuedBy: number | null;
}

/** Enters a certificate that has been signed into the registry, as active. Returns its id. */
export async function insertCertificate(
  tx: Transaction,
  facts: ClientCertificateFacts,
  owner: CertificateOwner,
  now: Date,
): Promise<string> {
  const [row] = await tx.rows<{ id: string }>(
    `insert into certificate (user_id, serial, fingerprint, status, device_name, key_type, not_before, not_after, issued_at, issued_by)
     values ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $9) returning id`,
    [
      owner.userId,
      facts.serialHex,
      facts.fingerprint256,
      owner.deviceName,
      owner.keyType,
      facts.notBefore,
      facts.notAfter,
      now,
      owner.issuedBy,
    ],
  );
  return row!.id;
}

/** Retires the active certificates that a person has for a device of this name; returns their fingerprints. */
export async function supersedeDevice(
  tx: Transaction,
  userId: number,
  deviceName: string,
  now: Date,
): Promise<readonly string[]> {
  const rows = await tx.rows<{ fingerprint: string }>(
    `update certificate set status = 'superseded', revoked_at = $3, revocation_reason = 'superseded'
     where user_id = $1 and device_name = $2 and status = 'active' returning fingerprint`,
    [userId, deviceName, now],
  );
  return rows.map((row) => row.fingerprint);
}

/** How many certificates of a person could be used now, those of another device than `deviceName` only. */
export async function countOtherDevices(
  tx: Transaction,
  userId: number,
  deviceName: string,
  now: Date,
): Promise<number> {
  const [row] = await tx.rows<{ count: number }>(
    `select count(*)::int as count from certificate
     where user_id = $1 and device_name <> $2 and status = 'active' and not_after > $3`,
    [userId, deviceName, now],
  );
  return row!.count;
}

export interface Revocation {
  readonly id: string;
  readonly reason: RevocationReason;
  readonly by: number | null;
}

export interface RevokedRow {
  readonly user_id: number;
  readonly fingerprint: string;
  /** false: somebody had revoked it before. */
  readonly is_new: boolean;
}

/** Marks a certificate as revoked; undefined if there is none. A second time changes nothing. */
export async function markRevoked(tx: Transaction, revocation: Revocation, now: Date): Promise<RevokedRow | undefined> {
  const [row] = await tx.rows<RevokedRow>(
    `with found as (select id, status from certificate where id = $1 for update)
     update certificate c
     set status = 'revoked', revoked_at = case when found.status = 'active' then $4 else c.revoked_at end,
         revoked_by = case when found.status = 'active' then $3 else c.revoked_by end,
         revocation_reason = case when found.status = 'active' then $2 else c.revocation_reason end
     from found where c.id = found.id
     returning c.user_id, c.fingerprint, found.status = 'active' as is_new`,
    [revocation.id, revocation.reason, revocation.by, now],
  );
  return row;
}

/** Fingerprints of the certificates with which a person can enter. */
export async function readActiveFingerprints(tx: Transaction, userId: number): Promise<readonly string[]> {
  const rows = await tx.rows<{ fingerprint: string }>(
    "select fingerprint from certificate where user_id = $1 and status = 'active'",
    [userId],
  );
  return rows.map((row) => row.fingerprint);
}

/** What revocation lists name: everything revoked or superseded whose time is not over. */
export async function readRevoked(tx: Transaction, now: Date) {
  return tx.rows<{ serial: string; revoked_at: Date; revocation_reason: RevocationReason }>(
    // A row that was revoked by hand may lack date and reason; the list must not break on it.
    `select serial, coalesce(revoked_at, issued_at) as revoked_at,
            coalesce(revocation_reason, 'unspecified') as revocation_reason
     from certificate where status in ('revoked', 'superseded') and not_after > $1 order by 2, id`,
    [now],
  );
}

export interface CertificateRow {
  readonly id: string;
  readonly serial: string;
  readonly user_id: number;
  readonly fingerprint: string;
  readonly device_name: string;
  readonly status: string;
  readonly not_before: Date;
  readonly not_after: Date;
  readonly issued_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
  readonly revocation_reason: string | null;
}

const columns = `id, serial, user_id, fingerprint, device_name, status, not_before, not_after, issued_at, last_used_at,
  revoked_at, revocation_reason`;

/** A person's certificates, the newest first. */
export async function readCertificatesOfUser(tx: Transaction, userId: number): Promise<CertificateRow[]> {
  return tx.rows(`select ${columns} from certificate where user_id = $1 order by id desc limit 100`, [userId]);
}

export interface CertificateFilter {
  /** Only certificates of these people; null: of all. */
  readonly users: readonly number[] | null;
  readonly serial: string | null;
  readonly status: "active" | "expired" | "revoked" | "superseded" | null;
  readonly offset: number;
  readonly limit: number;
}

/** A page of the registry, those that end first at the top, and how many there are in all. */
export async function readCertificates(tx: Transaction, filter: CertificateFilter, now: Date) {
  const rows = await tx.rows<CertificateRow & { total: string }>(
    `select ${columns}, count(*) over () as total from certificate
     where status <> 'issuing' and (user_id = any ($1::int[]) or serial like $2 || '%' or ($1::int[] is null and $2::text is null))
       and ($3::text is null or case when status = 'active' and not_after <= $4 then 'expired' else status end = $3)
     order by status <> 'active', not_after, id offset $5 limit $6`,
    [filter.users, filter.serial, filter.status, now, filter.offset, filter.limit],
  );
  return { rows, total: Number(rows[0]?.total ?? 0) };
}
