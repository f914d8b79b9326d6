import { hostsOf } from "../../spaces/hosts.ts";
import { makeMayKnow } from "../../spaces/may-know.ts";
import { readSpaces } from "../../spaces/store.ts";
import type { Context } from "../../http/context.ts";
import type { DirectoryGroup, DirectoryOrganization, DirectoryUser } from "../directory.ts";

/** The part of the directory that the asking person may read. */
export interface Reach {
  readonly users: readonly DirectoryUser[];
  readonly organizations: readonly DirectoryOrganization[];
  readonly groups: readonly DirectoryGroup[];
  /** Whether mail address and telephone of this person are shown. */
  seesContact(user: DirectoryUser): boolean;
}

/**
 * Administrators read everything. Others read the people they may know, their own organisations with what is above and
 * below, and the groups they are in; of other people no mail address and no telephone. The safest reading: one hospital must
 * not learn of another through the directory.
 */
export async function reachOf({ tx, viewer, directory }: Context): Promise<Reach> {
  const people = directory.users().filter((user) => !user.isService);
  if (viewer.isAdministrator) {
    const { organizations, groups } = directory;
    return { users: people, organizations: organizations(), groups: groups(), seesContact: () => true };
  }
  const mayKnow = makeMayKnow(directory, hostsOf(await readSpaces(tx), directory));
  const near = new Set([
    ...viewer.organizationsAndAncestors,
    ...viewer.organizations.flatMap((id) => directory.organizationAndDescendants(id)),
  ]);
  return {
    users: people.filter(({ id, status }) => status === "active" && mayKnow(viewer.userId, id)),
    organizations: directory.organizations().filter(({ id }) => near.has(id)),
    groups: directory.groups().filter(({ id }) => viewer.groups.includes(id)),
    seesContact: ({ id }) => id === viewer.userId,
  };
}
