import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { Context } from "../../http/context.ts";
import { acquaintanceOf as acquaintanceIn } from "../../identity/acquaintance.ts";
import { everyone } from "../../identity/directory.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { hostsOf } from "../../spaces/hosts.ts";
import { readSpaces } from "../../spaces/store.ts";
import { principalsIn } from "./principals-in.ts";

/**
 * Whether there is such a user, group or organisation for the viewer, so that he may name it in settings; what is none of
 * these three is known by definition.
 */
export type MayName = (entity: { readonly type: string; readonly code: string }) => boolean;

/**
 * Whom the viewer may name in the settings of an app: people, groups and organisations that he may know in the app or in
 * the spaces, and those that its settings name already, which he reads there. The rest of the directory does not exist for
 * him: somebody who manages an app must not learn by asking who uses the portal.
 */
export async function readMayName(
  { tx, directory, viewer, apps }: Pick<Context, "tx" | "directory" | "viewer" | "apps">,
  { app, definition }: { readonly app: { readonly id: string }; readonly definition: AppDefinition },
): Promise<MayName> {
  const hosts = hostsOf(await readSpaces(tx), directory).filter((id) => id !== everyone.id);
  const live = apps.byId(app.id);
  const known = [
    acquaintanceIn({ ...viewer, id: viewer.userId }, directory, { hosts }),
    ...(live ? [acquaintanceOf(live, viewer, directory)] : []),
  ];
  const named = new Set(principalsIn(definition).map(({ type, code }) => `${type} ${code}`));
  const own = new Set([everyone.id, ...viewer.groups]);
  return ({ type, code }) => {
    if (type !== "USER" && type !== "GROUP" && type !== "ORGANIZATION") return true;
    if (type === "USER") {
      const user = directory.userByCode(code);
      return user !== undefined && (named.has(`USER ${code}`) || known.some((one) => one.user(user.id)));
    }
    if (type === "GROUP") {
      const group = directory.groupByCode(code);
      if (!group) return false;
      return own.has(group.id) || named.has(`GROUP ${code}`) || known.some((one) => one.group(group.id));
    }
    const organization = directory.organizationByCode(code);
    if (!organization) return false;
    return named.has(`ORGANIZATION ${code}`) || known.some((one) => one.organization(organization.id));
  };
}
