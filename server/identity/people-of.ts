import type { Directory, DirectoryUser } from "./directory.ts";

/**
 * The people behind an id of the directory: the person, the members of the group, or those of the organisation.
 *
 * @param includeSubs - with the organisations below it
 */
export function peopleOf(id: number, includeSubs: boolean, directory: Directory): readonly DirectoryUser[] {
  const user = directory.user(id);
  if (user) return [user];
  if (directory.group(id)) return directory.membersOfGroup(id);
  const organizations = includeSubs ? directory.organizationAndDescendants(id) : [id];
  return organizations.flatMap((organization) => directory.membersOfOrganization(organization));
}
