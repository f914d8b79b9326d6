import { appsVersion } from "../apps/store.ts";
import type { Transaction } from "../database.ts";
import type { DirectoryGroup, DirectoryOrganization, DirectoryRows } from "./directory.ts";
import type { RegisteredCertificate } from "./door.ts";

/** A session that belongs to the presented certificate and its owner; its limits are still to be looked at. */
export interface StoredSession {
  readonly csrfToken: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

/** All that one request must know about who comes in. */
export interface EntryRow {
  readonly directoryVersion: string;
  readonly certificate: RegisteredCertificate | null;
  /** Of the deployed apps, which every request works with. */
  readonly appsVersion: string;
  readonly mustChangePassword: boolean;
  readonly passwordHash: string | null;
  readonly session: StoredSession | null;
}

interface RawEntry {
  version: string;
  apps_version: string;
  id: string | null;
  serial: string;
  device_name: string;
  status: RegisteredCertificate["status"];
  not_before: Date;
  not_after: Date;
  user_id: number;
  is_user_active: boolean;
  must_change_password: boolean | null;
  password_hash: string | null;
  csrf_token: string | null;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
}

/**
 * Certificate, owner, session and the versions of directory and apps in one round trip.
 *
 * @param fingerprint - of the presented certificate
 * @param sessionHash - SHA-256 of the session id, or null; a session of another certificate or person is not found
 */
export async function readEntry(tx: Transaction, fingerprint: string, sessionHash: Buffer | null): Promise<EntryRow> {
  const [row] = await tx.rows<RawEntry>(
    `select v.version, a.version as apps_version, c.id, c.serial, c.device_name, c.status, c.not_before, c.not_after, c.user_id,
            u.status = 'active' as is_user_active, u.must_change_password, u.password_hash,
            s.csrf_token, s.created_at, s.seen_at, s.expires_at
     from directory_version v
     cross join (${appsVersion}) a
     left join certificate c on c.fingerprint = $1
     left join user_account u on u.id = c.user_id
     left join session s on s.id_hash = $2 and s.fingerprint = c.fingerprint and s.user_id = c.user_id`,
    [fingerprint, sessionHash],
    { name: "read-entry" },
  );
  if (!row) throw new Error("The table directory_version has lost its row.");
  return {
    directoryVersion: row.version,
    appsVersion: row.apps_version,
    certificate: row.id === null ? null : certificateOf(row, row.id),
    mustChangePassword: row.must_change_password ?? false,
    passwordHash: row.password_hash,
    session:
      row.csrf_token === null
        ? null
        : { csrfToken: row.csrf_token, createdAt: row.created_at, seenAt: row.seen_at, expiresAt: row.expires_at },
  };
}

function certificateOf(row: RawEntry, id: string): RegisteredCertificate {
  return {
    id,
    serial: row.serial,
    deviceName: row.device_name,
    status: row.status,
    notBefore: row.not_before,
    notAfter: row.not_after,
    userId: row.user_id,
    isUserActive: row.is_user_active,
  };
}

/** The directory's version as `tx` sees it. */
export async function readDirectoryVersion(tx: Transaction): Promise<string> {
  const [row] = await tx.rows<{ version: string }>("select version from directory_version");
  if (!row) throw new Error("The table directory_version has lost its row.");
  return row.version;
}

/** The whole directory as of now, its version included. Some 10,000 people take about 50 ms. */
export async function readDirectoryRows(tx: Transaction): Promise<DirectoryRows> {
  // The version is read first: a change that commits meanwhile raises it, and the next request reads again.
  const version = await readDirectoryVersion(tx);
  const users = await tx.rows<DirectoryRows["users"][number]>(
    `select u.id, u.code, u.name, u.email, u.phone,
            case when u.locale in ('en', 'zh') then 'en' else 'ja' end as locale, u.locale as language,
            u.timezone, u.is_administrator as "isAdministrator",
            u.status, u.mail_notifications as "mailNotifications",
            u.primary_organization_id as "primaryOrganizationId", t.id is not null as "isService"
     from user_account u left join api_token t on t.account_id = u.id order by u.id`,
  );
  const organizations = await tx.rows<DirectoryOrganization>(
    `select id, code, name, parent_id as "parentId", description from organization order by sort, id`,
  );
  const groups = await tx.rows<DirectoryGroup>(`select id, code, name, description, rule from user_group order by id`);
  const organizationMembers = await tx.rows<{ user: number; organization: number }>(
    `select user_id as "user", organization_id as "organization" from user_organization order by 1, 2`,
  );
  const groupMembers = await tx.rows<{ user: number; group: number }>(
    `select user_id as "user", group_id as "group" from user_group_member order by 1, 2`,
  );
  return { version, users, organizations, groups, organizationMembers, groupMembers };
}

/** Tells every process that users, organisations, groups or memberships have changed. Call it in the same transaction. */
export async function raiseDirectoryVersion(tx: Transaction): Promise<void> {
  await tx.execute("update directory_version set version = version + 1");
}
