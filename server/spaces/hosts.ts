import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { SpaceRow } from "./store.ts";

/** Ids of the groups that run the spaces: they announce, and everybody may know them. */
export function hostsOf(spaces: readonly SpaceRow[], directory: Directory): readonly number[] {
  return spaces.flatMap(({ definition }) => {
    const group = definition.administratorsGroup && directory.groupByCode(definition.administratorsGroup);
    return group ? [group.id] : [];
  });
}

/** Whether the viewer may announce in the space: an administrator, or one of the people who run it. */
export function mayAnnounce(space: SpaceRow, viewer: Viewer, directory: Directory): boolean {
  return viewer.isAdministrator || hostsOf([space], directory).some((group) => viewer.groups.includes(group));
}

/** Whether the viewer runs the space: may announce in it, or is an administrator among its members. */
export function runsSpace(space: SpaceRow, viewer: Viewer, directory: Directory): boolean {
  if (mayAnnounce(space, viewer, directory)) return true;
  return space.members.some(({ entity: { type, code }, isAdmin, includeSubs }) => {
    if (!isAdmin) return false;
    if (type === "USER") return directory.userByCode(code)?.id === viewer.userId;
    if (type === "GROUP") return viewer.groups.includes(directory.groupByCode(code)?.id ?? -1);
    const organizations = includeSubs ? viewer.organizationsAndAncestors : viewer.organizations;
    return organizations.includes(directory.organizationByCode(code)?.id ?? -1);
  });
}
