import type { AppRight, Entity } from "../../app-definitions/definition.ts";
import type { DeployedApp } from "../apps/deployed-app.ts";
import { everyone, type Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";

/** The people, organisations and groups whose names a viewer may be told. */
export interface Acquaintance {
  user(id: number): boolean;
  organization(id: number): boolean;
  group(id: number): boolean;
}

const all: Acquaintance = { user: () => true, organization: () => true, group: () => true };

/**
 * Whom the viewer may know while he works in the app: himself, the people of his own organisations, and the staff, which
 * are the groups that run the app or that a record right names. Never another institution: a group in which the viewer is
 * himself (all hospitals, say) tells him nothing about its members, unless it runs the app.
 *
 * Administrators, and members of groups that run the app or edit all its records, know everybody.
 */
export function acquaintanceOf(app: DeployedApp, viewer: Viewer, directory: Directory): Acquaintance {
  // A token reaches every record of its app, and with them every name in it.
  if (viewer.tokens?.has(app.id)) return all;
  const running = groupsOf(app.definition.appAcl.rights.filter(runsTheApp), directory);
  const editing = groupsOf(
    app.definition.recordAcl.rights.flatMap(({ filterCond, entities }) =>
      filterCond.trim() === "" ? entities.filter(({ viewable, editable }) => viewable && editable) : [],
    ),
    directory,
  );
  const isMember = (id: number) => viewer.groups.includes(id);
  if (viewer.isAdministrator || [...running, ...editing].some(isMember)) return all;

  const named = groupsOf(
    app.definition.recordAcl.rights.flatMap(({ entities }) => entities.filter(({ viewable }) => viewable)),
    directory,
  );
  const groups = new Set([...running, ...named.filter((id) => !isMember(id))]);
  const staff = [...groups].flatMap((id) => directory.membersOfGroup(id));
  const colleagues = viewer.organizations.flatMap((id) => directory.membersOfOrganization(id));
  const users = new Set([viewer.userId, ...[...colleagues, ...staff].map(({ id }) => id)]);
  const organizations = new Set([...viewer.organizationsAndAncestors, ...staff.flatMap((user) => user.organizations)]);
  return {
    user: (id) => users.has(id),
    organization: (id) => organizations.has(id),
    group: (id) => groups.has(id),
  };
}

function runsTheApp({ appEditable, recordAddable, recordDeletable }: AppRight): boolean {
  return Boolean(appEditable) || Boolean(recordAddable && recordDeletable);
}

/** The groups that these lines name, without everyone. */
function groupsOf(lines: readonly { entity: Entity }[], directory: Directory): number[] {
  return lines.flatMap(({ entity }) =>
    entity.type === "GROUP" && entity.code !== everyone.code
      ? (directory.groupByCode(entity.code ?? "")?.id ?? [])
      : [],
  );
}
