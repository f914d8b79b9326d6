import type { DeployedApp } from "../apps/deployed-app.ts";
import { viewerOf, type Directory, type DirectoryUser } from "../identity/directory.ts";
import { compileView } from "../permissions/compile-access.ts";
import { matches } from "../query/matches.ts";
import { likenessOn } from "./likeness.ts";
import { readerOf, type RecordRow } from "./record-row.ts";

/** The active people who can view the record, by the same rules by which they would open it. */
export function whoCanView(
  app: DeployedApp,
  row: RecordRow,
  directory: Directory,
  now: Date,
): readonly DirectoryUser[] {
  const likenessOf = likenessOn(app, row, directory);
  const decided = new Map<string, boolean>();
  return directory.users().filter((user) => {
    if (user.status !== "active") return false;
    const likeness = likenessOf(user);
    const known = decided.get(likeness) ?? canView(app, row, directory, user, now);
    decided.set(likeness, known);
    return known;
  });
}

/** Whether this person can view the record; a suspended one can view nothing. */
export function canView(
  app: DeployedApp,
  row: RecordRow,
  directory: Directory,
  user: DirectoryUser,
  now: Date,
): boolean {
  if (user.status !== "active") return false;
  return matches(compileView(app, viewerOf(directory, user), directory, now), readerOf(row));
}

/** "見られる人": whole groups and organisations, and how many people beyond them. */
export interface Watchers {
  readonly organizations: readonly { code: string; name: string }[];
  readonly groups: readonly { code: string; name: string }[];
  /** People who can view the record and belong to none of these. */
  readonly others: number;
}

/**
 * Who can view the record, in words for its page. A group or organisation is named only when the rules name it (or the
 * record's own fields do) and each of its active members can view the record, so that the words never promise too little.
 */
export function watchersOf(app: DeployedApp, row: RecordRow, directory: Directory, now: Date): Watchers {
  const viewers = new Set(whoCanView(app, row, directory, now).map(({ id }) => id));
  const named = principalsOf(app, row);
  const isWhole = (members: readonly DirectoryUser[]) => {
    const active = members.filter(({ status }) => status === "active");
    return active.length > 0 && active.every(({ id }) => viewers.has(id));
  };
  const groups = directory
    .groups()
    .filter((group) => named.groups.has(group.code) && isWhole(directory.membersOfGroup(group.id)));
  const organizations = directory
    .organizations()
    .filter(
      ({ id, code }) =>
        (named.organizations.has(code) || named.ids.has(id)) && isWhole(directory.membersOfOrganization(id)),
    );
  const covered = new Set(
    [
      ...groups.flatMap(({ id }) => directory.membersOfGroup(id)),
      ...organizations.flatMap(({ id }) => directory.membersOfOrganization(id)),
    ].map(({ id }) => id),
  );
  return {
    organizations: organizations.map(({ code, name }) => ({ code, name })),
    groups: groups.map(({ code, name }) => ({ code, name })),
    others: [...viewers].filter((id) => !covered.has(id)).length,
  };
}

/** Groups and organisations that the rules of the app name, and ids in the fields that they name. */
function principalsOf({ definition, fields }: DeployedApp, row: RecordRow) {
  const entities = [
    ...definition.appAcl.rights.map(({ entity }) => entity),
    ...definition.recordAcl.rights.flatMap((rule) => rule.entities.map(({ entity }) => entity)),
  ];
  const codes = (type: string) =>
    new Set(entities.flatMap((entity) => (entity.type === type && entity.code ? [entity.code] : [])));
  const ids = [...codes("FIELD_ENTITY")].flatMap((code) => {
    const field = fields.get(code);
    return field ? ((row.values.get(field.id) ?? []) as readonly number[]) : [];
  });
  return { groups: codes("GROUP"), organizations: codes("ORGANIZATION"), ids: new Set(ids) };
}
