import { everyone, type Directory, type DirectoryUser } from "../identity/directory.ts";

/** Whether `reader` may learn that `person` exists, by name. Both are ids. */
export type MayKnow = (reader: number, person: number) => boolean;

/**
 * Who may know whom: people of one organisation, and of organisations above and below each other; the people who run a
 * space (its administrators' group, and administrators of the portal) know everybody, and everybody knows them.
 *
 * A common group makes nobody known: all hospitals are in one, and no hospital may learn of another. A common superior
 * organisation makes nobody known either.
 *
 * @param hosts - ids of the administrators' groups of the spaces
 */
export function makeMayKnow(directory: Directory, hosts: readonly number[]): MayKnow {
  const hostGroups = hosts.filter((id) => id !== everyone.id);
  const isHost = (user: DirectoryUser) => user.isAdministrator || user.groups.some((id) => hostGroups.includes(id));
  const above = (user: DirectoryUser) => user.organizations.flatMap((id) => directory.organizationAndAncestors(id));
  return (readerId, personId) => {
    if (readerId === personId) return true;
    const reader = directory.user(readerId);
    const person = directory.user(personId);
    if (!reader || !person) return false;
    if (isHost(reader) || isHost(person)) return true;
    const [readerAbove, personAbove] = [new Set(above(reader)), new Set(above(person))];
    return (
      reader.organizations.some((id) => personAbove.has(id)) || person.organizations.some((id) => readerAbove.has(id))
    );
  };
}
