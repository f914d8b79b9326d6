import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { everyone } from "../directory.ts";
import { raiseDirectoryVersion } from "../store.ts";
import { checkCode, checkName, problemList } from "./check-people.ts";
import { insertGroup, isCodeFree, replaceMembers, updateGroup } from "./store.ts";

/** All groups, the built-in one first. */
export function listGroups({ directory }: Context) {
  const groups = directory.groups().map((group) => ({
    id: String(group.id),
    code: group.code,
    name: group.name,
    description: group.description,
    isBuiltIn: group.id === everyone.id,
    people: directory.membersOfGroup(group.id).length,
  }));
  return Promise.resolve({ groups });
}

export interface GroupInput {
  readonly code: string;
  readonly name: string;
  readonly description?: string;
}

/** Adds a group without members. @throws Failure `input/invalid` */
export async function addGroup(context: Context, input: GroupInput) {
  const { tx, now, viewer } = context;
  const problems = problemList();
  checkCode(problems, "code", input.code);
  checkName(problems, "name", input.name);
  const isFree = input.code !== everyone.code && (await isCodeFree(tx, "user_group", input.code));
  if (!isFree) problems.add("code", "code/taken", { code: input.code });
  problems.throwIfAny();
  const id = await insertGroup(tx, input.code, { name: input.name, description: input.description ?? "" }, now);
  await appendEvent(context, { type: "group/changed", by: viewer.userId, detail: { group: id } });
  await raiseDirectoryVersion(tx);
  return { id: String(id) };
}

export interface GroupChange {
  readonly id: number;
  readonly name?: string;
  readonly description?: string;
  /** Log-in names of all members; absent: they stay. */
  readonly members?: readonly string[];
}

/** Changes a group; what is absent stays. @throws Failure `thing/not-found`, `input/invalid` */
export async function changeGroup(context: Context, input: GroupChange) {
  const { tx, directory, viewer } = context;
  const group = directory.group(input.id);
  if (!group) throw new Failure("thing/not-found");
  const problems = problemList();
  if (group.id === everyone.id) problems.add("id", "group/built-in");
  const name = input.name ?? group.name;
  checkName(problems, "name", name);
  const members = input.members?.map((code) => directory.userByCode(code)?.id);
  if (members?.includes(undefined)) problems.add("members", "user/unknown");
  problems.throwIfAny();
  await updateGroup(tx, group.id, { name, description: input.description ?? group.description });
  if (members) await replaceMembers(tx, group.id, [...new Set(members.filter((id) => id !== undefined))]);
  await appendEvent(context, { type: "group/changed", by: viewer.userId, detail: { group: group.id } });
  await raiseDirectoryVersion(tx);
  return {};
}
