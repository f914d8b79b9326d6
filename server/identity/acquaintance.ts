import type { Directory, DirectoryUser } from "./directory.ts";

/** The people, organisations and groups whose names somebody may be told. */
export interface Acquaintance {
  /** Of everybody: there is nobody of whom he must not learn that he is here. */
  readonly isComplete: boolean;
  user(id: number): boolean;
  organization(id: number): boolean;
  group(id: number): boolean;
}

/** Who runs the place in which people meet, an app or the spaces; ids of groups, never that of everyone. */
export interface Place {
  /** Know everybody, and everybody knows them. */
  readonly hosts: readonly number[];
  /** Know everybody besides, because they work on everybody's records. */
  readonly overseers?: readonly number[];
  /** Everybody who is in none of these knows their people: staff to those outside, and only a crowd to those inside. */
  readonly staff?: readonly number[];
}

type Reader = Pick<DirectoryUser, "id" | "isAdministrator" | "groups" | "organizations">;

/**
 * Whom somebody may know in a place, which is the same question everywhere: himself; the people of his organisations, and
 * of organisations above and below these; the people who run the place, and administrators.
 *
 * A common group makes nobody known: all hospitals are in one, and no hospital may learn of another. A common superior
 * organisation makes nobody known either.
 */
export function acquaintanceOf(reader: Reader, directory: Directory, place: Place): Acquaintance {
  const { hosts, overseers = [], staff = [] } = place;
  const isIn = (groups: readonly number[], ids: readonly number[]) => groups.some((id) => ids.includes(id));
  const knowsAll = reader.isAdministrator || isIn(reader.groups, hosts) || isIn(reader.groups, overseers);
  const known = [...hosts, ...staff.filter((id) => !reader.groups.includes(id))];
  const above = new Set(reader.organizations.flatMap((id) => directory.organizationAndAncestors(id)));
  const related = new Map<number, boolean>();

  /** Asked once per organisation, because pickers ask about everybody. */
  function isRelated(id: number): boolean {
    const told = related.get(id);
    if (told !== undefined) return told;
    const isBelow = () => directory.organizationAndAncestors(id).some((one) => reader.organizations.includes(one));
    const answer = above.has(id) || isBelow();
    related.set(id, answer);
    return answer;
  }

  function user(id: number): boolean {
    if (id === reader.id) return true;
    const person = directory.user(id);
    if (!person) return false;
    return knowsAll || person.isAdministrator || isIn(person.groups, known) || person.organizations.some(isRelated);
  }
  return {
    isComplete: knowsAll,
    user,
    organization: (id) =>
      knowsAll || isRelated(id) || directory.membersOfOrganization(id).some((member) => user(member.id)),
    group: (id) => knowsAll || known.includes(id),
  };
}

/** Of somebody who may know everybody. */
export const everybody: Acquaintance = {
  isComplete: true,
  user: () => true,
  organization: () => true,
  group: () => true,
};
