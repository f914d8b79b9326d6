import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { peopleOf } from "../identity/people-of.ts";
import type { SpaceMember, SpaceRow } from "./store.ts";

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
 * @throws Failure input/invalid for a code that nobody has, a suspended user, and without an administrator
 */
export function checkMembers(context: Pick<Context, "directory">, members: readonly SpaceMember[]): SpaceMember[] {
  members.forEach(({ entity }, at) => {
    const id = findEntity(context, entity);
    if (id !== undefined && (entity.type !== "USER" || context.directory.user(id)?.status === "active")) return;
    const problem = { message: "not-known", params: { code: entity.code } };
    throw new Failure("input/invalid", {}, { [`members[${at}].entity.code`]: [problem] });
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
