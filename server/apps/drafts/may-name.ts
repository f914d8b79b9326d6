import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { acquaintanceOf as acquaintanceIn, type Acquaintance } from "../../identity/acquaintance.ts";
import { everyone, type Directory } from "../../identity/directory.ts";
import { makeMayName, type MayName } from "../../identity/may-name.ts";
import { acquaintanceOf, knowingGroups } from "../../permissions/may-know.ts";
import { hostsOf } from "../../spaces/hosts.ts";
import { readSpaces } from "../../spaces/store.ts";
import { principalsIn } from "./principals-in.ts";

export type { MayName };

interface DraftPeople {
  /** Whom the viewer may know in the app or in the spaces. */
  readonly known: readonly Acquaintance[];
  readonly mayName: MayName;
}

/** Whom the viewer may name in the settings of an app; see `makeMayName`. */
export async function readDraftPeople(
  { tx, directory, viewer, apps }: Pick<Context, "tx" | "directory" | "viewer" | "apps">,
  { app, definition }: { readonly app: { readonly id: string }; readonly definition: AppDefinition },
): Promise<DraftPeople> {
  const hosts = hostsOf(await readSpaces(tx), directory).filter((id) => id !== everyone.id);
  const live = apps.byId(app.id);
  const inSpaces = acquaintanceIn({ ...viewer, id: viewer.userId }, directory, { hosts });
  const known = live ? [inSpaces, acquaintanceOf(live, viewer, directory)] : [inSpaces];
  return { known, mayName: makeMayName(directory, viewer, known, principalsIn(definition)) };
}

/**
 * Holds new rights of groups against what their people would come to know. Whoever runs an app, or edits all its records,
 * knows everybody in it; so only somebody who does may make a group one that does, his own included.
 *
 * @throws Failure permission/denied
 */
export function refuseNewHosts(
  directory: Directory,
  { known }: Pick<DraftPeople, "known">,
  before: AppDefinition,
  after: AppDefinition,
): void {
  const groupsOf = (definition: AppDefinition) => {
    const { hosts, overseers } = knowingGroups(definition, directory);
    return [...hosts, ...overseers];
  };
  const present = new Set(groupsOf(before));
  const isRefused = (group: number) => !present.has(group) && !known.some((one) => one.group(group));
  if (groupsOf(after).some(isRefused)) throw new Failure("permission/denied");
}
