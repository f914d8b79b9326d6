import type { Viewer } from "./viewer.ts";

/** One person as everybody's code may use it; nothing secret. */
export interface DirectoryUser {
  readonly id: number;
  /** Log-in name. */
  readonly code: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly locale: "ja" | "en";
  readonly timezone: string;
  readonly isAdministrator: boolean;
  /** false: suspended; keeps the name in old records but can neither enter nor be notified. */
  readonly isActive: boolean;
  readonly mailNotifications: "none" | "to-me" | "all";
  readonly primaryOrganizationId: number | null;
  /** Organisations the person belongs to directly, the primary one first. */
  readonly organizations: readonly number[];
  /** `everyone` included. */
  readonly groups: readonly number[];
}

export interface DirectoryOrganization {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly parentId: number | null;
  readonly description: string;
}

export interface DirectoryGroup {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly description: string;
}

/** Users, organisations and groups at one version: immutable, shared by all requests of the process. */
export interface Directory {
  /** Grows with every change of users, organisations, groups and memberships. */
  readonly version: string;
  readonly users: ReadonlyMap<number, DirectoryUser>;
  readonly organizations: ReadonlyMap<number, DirectoryOrganization>;
  readonly groups: ReadonlyMap<number, DirectoryGroup>;
  /** The person with this log-in name, written in any width and case. */
  findUser(code: string): DirectoryUser | undefined;
  findOrganization(code: string): DirectoryOrganization | undefined;
  findGroup(code: string): DirectoryGroup | undefined;
  /** From the parent up to the root; empty for a root and for an unknown id. */
  ancestorsOf(organization: number): readonly number[];
  /** All below, in no particular order; without the organisation itself. */
  descendantsOf(organization: number): readonly number[];
  /** Ids of people who belong to the organisation directly, suspended ones included. */
  membersOfOrganization(organization: number): readonly number[];
  /** Ids of people in the group, suspended ones included; all people for `everyone`. */
  membersOfGroup(group: number): readonly number[];
}

/** The built-in group that every person belongs to. Its id is none of the sequence's, its row exists nowhere. */
export const everyone: DirectoryGroup = { id: 0, code: "everyone", name: "すべての利用者", description: "" };

/** What the database keeps; the directory is made from it. */
export interface DirectoryRows {
  readonly version: string;
  readonly users: readonly Omit<DirectoryUser, "organizations" | "groups">[];
  readonly organizations: readonly DirectoryOrganization[];
  readonly groups: readonly DirectoryGroup[];
  readonly organizationMembers: readonly { user: number; organization: number }[];
  readonly groupMembers: readonly { user: number; group: number }[];
}

/**
 * One spelling of a log-in name, however it was typed: NFKC, no blanks around, lower case.
 * Two people may not have codes that differ only in these.
 */
export function loginNameKey(code: string): string {
  return code.normalize("NFKC").trim().toLowerCase();
}

/** Builds the directory from its rows. Parents that form a cycle (which no writer allows) end at the repetition. */
export function buildDirectory(rows: DirectoryRows): Directory {
  const organizationsOf = groupBy(rows.organizationMembers, (row) => row.user);
  const groupsOf = groupBy(rows.groupMembers, (row) => row.user);
  const users = new Map(
    rows.users.map((user) => {
      const organizations = (organizationsOf.get(user.id) ?? []).map((row) => row.organization);
      const primary = user.primaryOrganizationId;
      const sorted = [...organizations].sort((a, b) => Number(b === primary) - Number(a === primary));
      const groups = [everyone.id, ...(groupsOf.get(user.id) ?? []).map((row) => row.group)];
      return [user.id, { ...user, organizations: sorted, groups }];
    }),
  );
  const organizations = new Map(rows.organizations.map((row) => [row.id, row]));
  const groups = new Map([everyone, ...rows.groups].map((row) => [row.id, row]));
  const children = groupBy(rows.organizations, (row) => row.parentId);
  const byOrganization = groupBy(rows.organizationMembers, (row) => row.organization);
  const byGroup = groupBy(rows.groupMembers, (row) => row.group);
  const userIds = rows.users.map((user) => user.id);
  const userByCode = new Map([...users.values()].map((user) => [loginNameKey(user.code), user]));
  const organizationByCode = new Map(rows.organizations.map((row) => [row.code, row]));
  const groupByCode = new Map([...groups.values()].map((row) => [row.code, row]));

  function ancestorsOf(organization: number): readonly number[] {
    const found = new Set<number>();
    for (
      let parent = organizations.get(organization)?.parentId ?? null;
      parent !== null && parent !== organization && !found.has(parent);
      parent = organizations.get(parent)?.parentId ?? null
    ) {
      found.add(parent);
    }
    return [...found];
  }

  function descendantsOf(organization: number): readonly number[] {
    const found = new Set<number>();
    const open = [organization];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const child of children.get(id) ?? []) {
        if (child.id === organization || found.has(child.id)) continue;
        found.add(child.id);
        open.push(child.id);
      }
    }
    return [...found];
  }

  return {
    version: rows.version,
    users,
    organizations,
    groups,
    findUser: (code) => userByCode.get(loginNameKey(code)),
    findOrganization: (code) => organizationByCode.get(code),
    findGroup: (code) => groupByCode.get(code),
    ancestorsOf,
    descendantsOf,
    membersOfOrganization: (id) => (byOrganization.get(id) ?? []).map((row) => row.user),
    membersOfGroup: (id) => (id === everyone.id ? userIds : (byGroup.get(id) ?? []).map((row) => row.user)),
  };
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/**
 * The viewer that a person is: memberships of this directory, on one device and in one session.
 *
 * Without `entry` the person as the platform thinks of him when nobody asks: for notifications and jobs.
 */
export function viewerOf(
  directory: Directory,
  user: DirectoryUser,
  entry: Pick<Viewer, "certificate" | "sessionId"> = { certificate: null, sessionId: null },
): Viewer {
  const ancestors = user.organizations.flatMap((id) => directory.ancestorsOf(id));
  const primary = directory.organizations.get(user.primaryOrganizationId ?? user.organizations[0] ?? 0);
  return {
    userId: user.id,
    code: user.code,
    name: user.name,
    isAdministrator: user.isAdministrator,
    groups: user.groups,
    organizations: user.organizations,
    organizationsAndAncestors: [...new Set([...user.organizations, ...ancestors])],
    primaryOrganization: primary ? { id: primary.id, code: primary.code, name: primary.name } : null,
    certificate: entry.certificate,
    sessionId: entry.sessionId,
    locale: user.locale,
    timezone: user.timezone,
  };
}
