import type { AppDefinition, AppRight, Entity } from "../../app-definitions/definition.ts";
import type { DeployedApp } from "../apps/deployed-app.ts";
import { acquaintanceOf as acquaintanceIn, everybody, type Acquaintance } from "../identity/acquaintance.ts";
import { everyone, type Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";

export type { Acquaintance };

/**
 * Whom the viewer may know while he works in the app. The groups that run the app are its hosts; those that edit all its
 * records know everybody too; and groups that a record right names are staff to everybody outside of them.
 */
export function acquaintanceOf(app: DeployedApp, viewer: Viewer, directory: Directory): Acquaintance {
  // A token reaches every record of its app, and with them every name in it.
  if (viewer.tokens?.has(app.id)) return everybody;
  const { hosts, overseers } = knowingGroups(app.definition, directory);
  const staff = groupsOf(
    app.definition.recordAcl.rights.flatMap(({ entities }) => entities.filter(({ viewable }) => viewable)),
    directory,
  );
  return acquaintanceIn({ ...viewer, id: viewer.userId }, directory, { hosts, overseers, staff });
}

/** The groups whose people know everybody in an app, by the rights that its settings give them. */
export function knowingGroups(
  { appAcl, recordAcl }: Pick<AppDefinition, "appAcl" | "recordAcl">,
  directory: Directory,
): { readonly hosts: readonly number[]; readonly overseers: readonly number[] } {
  const everywhere = recordAcl.rights.filter(({ filterCond }) => filterCond.trim() === "");
  return {
    hosts: groupsOf(appAcl.rights.filter(runsTheApp), directory),
    overseers: groupsOf(
      everywhere.flatMap(({ entities }) => entities.filter(({ viewable, editable }) => viewable && editable)),
      directory,
    ),
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
