import { appsVersion } from "../apps/store.ts";
import type { RawValue, Transaction } from "../database.ts";
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

const moment = (column: string) => `floor(extract(epoch from ${column}) * 1000)`;

/**
 * Certificate, owner, session and the versions of directory and apps in one round trip.
 *
 * @param fingerprint - of the presented certificate
 * @param sessionHash - SHA-256 of the session id, or null; a session of another certificate or person is not found
 */
export async function readEntry(tx: Transaction, fingerprint: string, sessionHash: Buffer | null): Promise<EntryRow> {
  const [row] = await tx.query(
    `select v.version, a.version, u.must_change_password, u.password_hash,
            s.csrf_token, ${moment("s.created_at")}, ${moment("s.seen_at")}, ${moment("s.expires_at")},
            c.id, c.serial, c.device_name, c.status, ${moment("c.not_before")}, ${moment("c.not_after")}, c.user_id,
            u.status = 'active'
     from directory_version v
     cross join (${appsVersion}) a
     left join certificate c on c.fingerprint = $1
     left join user_account u on u.id = c.user_id
     left join session s on s.id_hash = $2 and s.fingerprint = c.fingerprint and s.user_id = c.user_id`,
    [fingerprint, sessionHash],
    { name: "read-entry", rowMode: "array" },
  );
  if (!row) throw new Error("The table directory_version has lost its row.");
  const [directoryVersion, apps, mustChange, passwordHash, csrfToken, createdAt, seenAt, expiresAt] = row;
  return {
    directoryVersion: directoryVersion!,
    appsVersion: apps!,
    certificate: certificateOf(row.slice(8)),
    mustChangePassword: mustChange === "t",
    passwordHash: passwordHash!,
    session:
      csrfToken === null
        ? null
        : { csrfToken: csrfToken!, createdAt: dateOf(createdAt), seenAt: dateOf(seenAt), expiresAt: dateOf(expiresAt) },
  };
}

function certificateOf(raw: readonly RawValue[]): RegisteredCertificate | null {
  const [id, serial, deviceName, status, notBefore, notAfter, userId, isUserActive] = raw as readonly string[];
  if (!id) return null;
  return {
    ...{ id, serial: serial!, deviceName: deviceName!, status: status as RegisteredCertificate["status"] },
    ...{ notBefore: dateOf(notBefore), notAfter: dateOf(notAfter) },
    ...{ userId: Number(userId), isUserActive: isUserActive === "t" },
  };
}

function dateOf(ms: RawValue | undefined): Date {
  return new Date(Number(ms));
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
