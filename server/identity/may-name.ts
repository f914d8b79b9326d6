import type { Acquaintance } from "./acquaintance.ts";
import { everyone, type Directory } from "./directory.ts";
import type { Viewer } from "./viewer.ts";

/**
 * Whether there is such a user, group or organisation for somebody, so that he may name it in settings; what is none of
 * these three is known by definition.
 */
export type MayName = (entity: { readonly type: string; readonly code: string }) => boolean;

/**
 * Whom the viewer may name: everyone, his own groups, whom he may know, and whom the settings name already, because he reads
 * them there. The rest of the directory does not exist for him: he must not learn by asking who uses the portal.
 *
 * @param known - one of them suffices
 * @param named - what stands in the settings
 */
export function makeMayName(
  directory: Directory,
  viewer: Pick<Viewer, "groups">,
  known: readonly Acquaintance[],
  named: readonly { readonly type: string; readonly code: string }[],
): MayName {
  const standing = new Set(named.map(({ type, code }) => `${type} ${code}`));
  const own = new Set([everyone.id, ...viewer.groups]);
  const mayKnow = {
    USER: (id: number) => known.some((one) => one.user(id)),
    GROUP: (id: number) => own.has(id) || known.some((one) => one.group(id)),
    ORGANIZATION: (id: number) => known.some((one) => one.organization(id)),
  };
  const idOf = {
    USER: (code: string) => directory.userByCode(code)?.id,
    GROUP: (code: string) => directory.groupByCode(code)?.id,
    ORGANIZATION: (code: string) => directory.organizationByCode(code)?.id,
  };
  return ({ type, code }) => {
    if (type !== "USER" && type !== "GROUP" && type !== "ORGANIZATION") return true;
    const id = idOf[type](code);
    return id !== undefined && (standing.has(`${type} ${code}`) || mayKnow[type](id));
  };
}
