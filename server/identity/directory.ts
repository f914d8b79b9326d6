import { matchesRule, rulePerson, type GroupRule } from "./group-rule.ts";
import type { Viewer } from "./viewer.ts";

/** What a person can choose to be spoken to in; `auto`: as the browser or the program asks, Japanese if it does not. */
export const languages = ["auto", "ja", "en", "zh"] as const;
export type ChosenLanguage = (typeof languages)[number];

/** One person as everybody's code may use it; nothing secret. */
export interface DirectoryUser {
  readonly id: number;
  /** Log-in name. */
  readonly code: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** The language of pages and mails, of which there are none in Chinese. */
  readonly locale: "ja" | "en";
  /** The choice behind it, for refusals to programs; absent: the same. */
  readonly language?: ChosenLanguage;
  readonly timezone: string;
  readonly isAdministrator: boolean;
  /** Set for the account of an API token: its name stands on records, and nobody is behind it. */
  readonly isService?: boolean;
  /** Suspended people keep their name on old records but can neither enter nor be notified. */
  readonly status: "active" | "suspended";
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
  /** Set for a dynamic group: its members follow from it, and from nothing else. */
  readonly rule?: GroupRule | null;
}

/** Users, organisations and groups by id and code, immutable, as of `version`. One id space for all three. */
export interface Directory {
  /** Grows with every change of users, organisations, groups and memberships. */
  readonly version: string;
  user(id: number): DirectoryUser | undefined;
  /** The person with this log-in name, written in any width and case. */
  userByCode(code: string): DirectoryUser | undefined;
  organization(id: number): DirectoryOrganization | undefined;
  organizationByCode(code: string): DirectoryOrganization | undefined;
  group(id: number): DirectoryGroup | undefined;
  groupByCode(code: string): DirectoryGroup | undefined;
  /** The organisation itself and everything above it, nearest first; empty for an unknown id. */
  organizationAndAncestors(id: number): readonly number[];
  /** The organisation itself and everything below it, in no particular order; empty for an unknown id. */
  organizationAndDescendants(id: number): readonly number[];
  /** Everybody, suspended people included, by id. */
  users(): readonly DirectoryUser[];
  organizations(): readonly DirectoryOrganization[];
  /** `everyone` first. */
  groups(): readonly DirectoryGroup[];
  /** People who belong to the organisation directly, suspended ones included. */
  membersOfOrganization(id: number): readonly DirectoryUser[];
  /** People in the group, suspended ones included; everybody for `everyone`. */
  membersOfGroup(id: number): readonly DirectoryUser[];
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
  const organizations = new Map(rows.organizations.map((row) => [row.id, row]));
  const groupMembers = membershipsOf(rows, organizationsOf, (id) =>
    organizationAndAncestors(id).flatMap((one) => organizations.get(one)?.code ?? []),
  );
  const groupsOf = groupBy(groupMembers, (row) => row.user);
  const users = new Map(
    rows.users.map((user) => {
      const own = (organizationsOf.get(user.id) ?? []).map((row) => row.organization);
      const primary = user.primaryOrganizationId;
      const sorted = [...own].sort((a, b) => Number(b === primary) - Number(a === primary));
      const groups = [everyone.id, ...(groupsOf.get(user.id) ?? []).map((row) => row.group)];
      return [user.id, { ...user, organizations: sorted, groups }];
    }),
  );
  const allUsers = [...users.values()];
  const groups = new Map([everyone, ...rows.groups].map((row) => [row.id, row]));
  const children = groupBy(rows.organizations, (row) => row.parentId);
  const membersByOrganization = groupBy(rows.organizationMembers, (row) => row.organization);
  const membersByGroup = groupBy(groupMembers, (row) => row.group);
  const userByCode = new Map(allUsers.map((user) => [loginNameKey(user.code), user]));
  const organizationByCode = new Map(rows.organizations.map((row) => [row.code, row]));
  const groupByCode = new Map([...groups.values()].map((row) => [row.code, row]));

  function organizationAndAncestors(id: number): readonly number[] {
    const found = new Set<number>();
    for (
      let organization = organizations.get(id);
      organization && !found.has(organization.id);
      organization = organization.parentId === null ? undefined : organizations.get(organization.parentId)
    ) {
      found.add(organization.id);
    }
    return [...found];
  }

  function organizationAndDescendants(id: number): readonly number[] {
    const found = new Set(organizations.has(id) ? [id] : []);
    // A set may grow while it is walked: what is added is walked too.
    for (const parent of found) for (const child of children.get(parent) ?? []) found.add(child.id);
    return [...found];
  }

  const usersOf = (members: readonly { user: number }[] = []) =>
    members.flatMap((member) => users.get(member.user) ?? []);

  return {
    version: rows.version,
    user: (id) => users.get(id),
    userByCode: (code) => userByCode.get(loginNameKey(code)),
    organization: (id) => organizations.get(id),
    organizationByCode: (code) => organizationByCode.get(code),
    group: (id) => groups.get(id),
    groupByCode: (code) => groupByCode.get(code),
    organizationAndAncestors,
    organizationAndDescendants,
    users: () => allUsers,
    organizations: () => rows.organizations,
    groups: () => [everyone, ...rows.groups],
    membersOfOrganization: (id) => usersOf(membersByOrganization.get(id)),
    membersOfGroup: (id) => (id === everyone.id ? allUsers : usersOf(membersByGroup.get(id))),
  };
}

/**
 * Who is in which group: of static groups as it is kept, of dynamic ones by their rules, for suspended people too. The
 * accounts of API tokens follow no rule.
 *
 * @param codesAbove - the codes of an organisation and of all above it, nearest first
 */
function membershipsOf(
  rows: DirectoryRows,
  organizationsOf: ReadonlyMap<number, DirectoryRows["organizationMembers"]>,
  codesAbove: (organization: number) => readonly string[],
): DirectoryRows["groupMembers"] {
  const dynamic = rows.groups.flatMap(({ id, rule }) => (rule ? { id, matches: matchesRule(rule) } : []));
  if (dynamic.length === 0) return rows.groupMembers;
  const isDynamic = new Set(dynamic.map(({ id }) => id));
  const byRule = rows.users.flatMap((user) => {
    if (user.isService) return [];
    const above = (organizationsOf.get(user.id) ?? []).map(({ organization }) => codesAbove(organization));
    const person = rulePerson(user, above.flatMap(([nearest]) => nearest ?? []), above.flat()); // prettier-ignore
    return dynamic.flatMap(({ id, matches }) => (matches(person) ? { user: user.id, group: id } : []));
  });
  return [...rows.groupMembers.filter(({ group }) => !isDynamic.has(group)), ...byRule];
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
  const primary = directory.organization(user.primaryOrganizationId ?? user.organizations[0] ?? 0);
  return {
    userId: user.id,
    code: user.code,
    name: user.name,
    isAdministrator: user.isAdministrator,
    groups: user.groups,
    organizations: user.organizations,
    organizationsAndAncestors: [...new Set(user.organizations.flatMap((id) => directory.organizationAndAncestors(id)))],
    primaryOrganization: primary ? { id: primary.id, code: primary.code, name: primary.name } : null,
    certificate: entry.certificate,
    sessionId: entry.sessionId,
    locale: user.locale,
    timezone: user.timezone,
  };
}
