import type { Transaction } from "../../database.ts";
import type { ChosenLanguage } from "../directory.ts";
import type { GroupRule } from "../group-rule.ts";

/** Kinds of things with a code; each code is unique within its table. */
type CodedTable = "organization" | "user_account" | "user_group";

/** Whether a code is free; for people in any width and case. */
export async function isCodeFree(tx: Transaction, table: CodedTable, code: string): Promise<boolean> {
  const rows = await tx.rows(`select from ${table} where lower(code) = lower($1) limit 1`, [code]);
  return rows.length === 0;
}

export interface OrganizationValues {
  readonly code: string;
  readonly name: string;
  readonly parentId: number | null;
  readonly description: string;
}

/** Adds an organisation; returns its id. */
export async function insertOrganization(tx: Transaction, values: OrganizationValues, now: Date): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `insert into organization (code, name, parent_id, description, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $5) returning id`,
    [values.code, values.name, values.parentId, values.description, now],
  );
  return row!.id;
}

/** Changes an organisation if nobody has since `updatedAt`; false if somebody has. */
export async function updateOrganization(
  tx: Transaction,
  id: number,
  values: Omit<OrganizationValues, "code">,
  updatedAt: Date,
  now: Date,
): Promise<boolean> {
  const changed = await tx.execute(
    `update organization set name = $2, parent_id = $3, description = $4, updated_at = $6
     where id = $1 and date_trunc('milliseconds', updated_at) = $5`,
    [id, values.name, values.parentId, values.description, updatedAt, now],
  );
  return changed > 0;
}

/** When these were changed last. */
export async function readUpdatedAt(
  tx: Transaction,
  table: "organization" | "user_account",
  ids: readonly number[],
): Promise<ReadonlyMap<number, Date>> {
  const rows = await tx.rows<{ id: number; updated_at: Date }>(
    `select id, updated_at from ${table} where id = any ($1::int[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.updated_at]));
}

export interface UserValues {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly locale: ChosenLanguage;
  readonly isAdministrator: boolean;
}

/** Adds a person without password, organisations and groups; returns the id. */
export async function insertUser(tx: Transaction, code: string, values: UserValues, now: Date): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `insert into user_account (code, name, email, phone, locale, is_administrator, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7) returning id`,
    [code, values.name, values.email, values.phone, values.locale, values.isAdministrator, now],
  );
  return row!.id;
}

/** Changes a person if nobody has since `updatedAt`; false if somebody has. */
export async function updateUser(
  tx: Transaction,
  id: number,
  values: UserValues,
  updatedAt: Date,
  now: Date,
): Promise<boolean> {
  const changed = await tx.execute(
    `update user_account set name = $2, email = $3, phone = $4, locale = $5, is_administrator = $6, updated_at = $8
     where id = $1 and date_trunc('milliseconds', updated_at) = $7`,
    [id, values.name, values.email, values.phone, values.locale, values.isAdministrator, updatedAt, now],
  );
  return changed > 0;
}

/** Suspends or reactivates a person; false if that was so before. */
export async function updateStatus(tx: Transaction, id: number, status: "active" | "suspended", now: Date) {
  const changed = await tx.execute(
    "update user_account set status = $2, updated_at = $3 where id = $1 and status <> $2",
    [id, status, now],
  );
  return changed > 0;
}

/** Gives a person exactly these organisations; the first is the primary one. */
export async function replaceOrganizations(tx: Transaction, user: number, organizations: readonly number[]) {
  await tx.execute("delete from user_organization where user_id = $1", [user]);
  await tx.execute("insert into user_organization (user_id, organization_id) select $1, * from unnest($2::int[])", [
    user,
    organizations,
  ]);
  await tx.execute("update user_account set primary_organization_id = $2 where id = $1", [
    user,
    organizations[0] ?? null,
  ]);
}

/** Puts a person into exactly these groups. */
export async function replaceGroups(tx: Transaction, user: number, groups: readonly number[]) {
  await tx.execute("delete from user_group_member where user_id = $1", [user]);
  await tx.execute("insert into user_group_member (user_id, group_id) select $1, * from unnest($2::int[])", [
    user,
    groups,
  ]);
}

export interface GroupValues {
  readonly name: string;
  readonly description: string;
  /** Null for a static group. */
  readonly rule: GroupRule | null;
}

/** Adds a group; returns its id. */
export async function insertGroup(tx: Transaction, code: string, values: GroupValues, now: Date): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    "insert into user_group (code, name, description, rule, created_at) values ($1, $2, $3, $4, $5) returning id",
    [code, values.name, values.description, values.rule && JSON.stringify(values.rule), now],
  );
  return row!.id;
}

/** Changes a group's name, description and rule. */
export async function updateGroup(tx: Transaction, id: number, values: GroupValues) {
  await tx.execute("update user_group set name = $2, description = $3, rule = $4 where id = $1", [
    id,
    values.name,
    values.description,
    values.rule && JSON.stringify(values.rule),
  ]);
}

/** Gives a group exactly these members. */
export async function replaceMembers(tx: Transaction, group: number, users: readonly number[]) {
  await tx.execute("delete from user_group_member where group_id = $1", [group]);
  await tx.execute("insert into user_group_member (group_id, user_id) select $1, * from unnest($2::int[])", [
    group,
    users,
  ]);
}

export interface UserState {
  readonly id: number;
  readonly must_change_password: boolean;
  readonly updated_at: Date;
  readonly active_certificates: number;
  readonly certificate_expires_at: Date | null;
  readonly enrolment_id: string | null;
  readonly enrolment_expires_at: Date | null;
  readonly is_claimed: boolean;
}

/** What the directory does not know of these people: password state, certificates, the latest invitation. */
export async function readUserStates(tx: Transaction, ids: readonly number[], now: Date): Promise<UserState[]> {
  return tx.rows<UserState>(
    `select u.id, u.must_change_password, u.updated_at,
            c.active_certificates, c.certificate_expires_at,
            e.id as enrolment_id, e.expires_at as enrolment_expires_at, e.claimed_at is not null as is_claimed
     from user_account u
     cross join lateral (
       select count(*)::int as active_certificates, max(not_after) as certificate_expires_at
       from certificate where user_id = u.id and status = 'active' and not_after > $2) c
     left join lateral (
       select id, expires_at, claimed_at from enrolment
       where user_id = u.id and cancelled_at is null order by id desc limit 1) e on true
     where u.id = any ($1::int[])`,
    [ids, now],
  );
}

/** Inserts those groups whose code nobody has yet; what exists stays as the administrators made it. Returns how many. */
export async function insertMissingGroups(
  tx: Transaction,
  groups: readonly { code: string; name: string; description?: string }[],
  now: Date,
): Promise<number> {
  return tx.execute(
    `insert into user_group (code, name, description, created_at)
     select code, name, coalesce(description, ''), $2 from jsonb_to_recordset($1) as g (code text, name text, description text)
     on conflict (code) do nothing`,
    [JSON.stringify(groups), now],
  );
}
