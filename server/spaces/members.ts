import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { acquaintanceOf } from "../identity/acquaintance.ts";
import { everyone } from "../identity/directory.ts";
import { makeMayName } from "../identity/may-name.ts";
import { peopleOf } from "../identity/people-of.ts";
import { refusal } from "../records/refusal.ts";
import { hostsOf } from "./hosts.ts";
import { readSpaces, type SpaceMember, type SpaceRow } from "./store.ts";

/** The members that a space shows. Without a list of its own it belongs to the group that runs it, and everybody is in it. */
export function membersOf({ members, definition }: SpaceRow): readonly SpaceMember[] {
  if (members.length > 0) return members;
  const { administratorsGroup: code } = definition;
  return [
    ...(code ? [{ entity: { type: "GROUP" as const, code }, isAdmin: true }] : []),
    { entity: { type: "GROUP", code: "everyone" }, isAdmin: false },
  ];
}

/** Ids of the people whom a member means. */
export function peopleIn({ directory }: Pick<Context, "directory">, member: SpaceMember): readonly number[] {
  const id = findEntity({ directory }, member.entity);
  return id === undefined ? [] : peopleOf(id, member.includeSubs ?? false, directory).map((user) => user.id);
}

/**
 * The members as a space keeps them.
 *
 * @param present - those that the space has
 * @throws Failure user/not-known and the like for a code that nobody has whom the viewer may know, and for a suspended user;
 *   input/invalid without an administrator
 */
export async function checkMembers(
  { tx, directory, viewer }: Context,
  members: readonly SpaceMember[],
  present: readonly SpaceMember[],
): Promise<SpaceMember[]> {
  const hosts = hostsOf(await readSpaces(tx), directory).filter((id) => id !== everyone.id);
  const known = acquaintanceOf({ ...viewer, id: viewer.userId }, directory, { hosts });
  const named = present.map(({ entity }) => entity);
  const mayName = makeMayName(directory, viewer, [known], named);
  members.forEach(({ entity }, at) => {
    const isActive = entity.type !== "USER" || directory.userByCode(entity.code)?.status === "active";
    if (isActive && mayName(entity)) return;
    const problem = { message: `${entity.type.toLowerCase()}/not-known`, params: { code: entity.code } };
    throw refusal({ [`members[${at}].entity.code`]: [problem] });
  });
  if (!members.some(({ isAdmin }) => isAdmin)) {
    throw new Failure("input/invalid", {}, { members: [{ message: "required-parameter" }] });
  }
  return members.map(({ entity: { type, code }, isAdmin = false, includeSubs = false }) => ({
    ...{ entity: { type, code }, isAdmin, includeSubs },
  }));
}

function findEntity({ directory }: Pick<Context, "directory">, { type, code }: SpaceMember["entity"]) {
  if (type === "USER") return directory.userByCode(code)?.id;
  return (type === "GROUP" ? directory.groupByCode(code) : directory.organizationByCode(code))?.id;
}
