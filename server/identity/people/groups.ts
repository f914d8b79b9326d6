import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { everyone, type Directory } from "../directory.ts";
import type { GroupRule } from "../group-rule.ts";
import { raiseDirectoryVersion } from "../store.ts";
import { checkCode, checkName, checkRule, problemList } from "./check-people.ts";
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
    rule: group.rule ?? null,
    ruleOrganizations: organizationsIn(directory, group.rule),
  }));
  return Promise.resolve({ groups });
}

/** The organisations that a rule names, for those who read it. */
function organizationsIn(directory: Directory, rule: GroupRule | null | undefined) {
  return (rule?.conditions ?? []).flatMap((condition) => {
    if (condition.attribute !== "organization") return [];
    const organization = directory.organizationByCode(condition.code);
    return organization ? { code: organization.code, name: organization.name } : [];
  });
}

export interface GroupInput {
  readonly code: string;
  readonly name: string;
  readonly description?: string;
  /** Makes the group dynamic. */
  readonly rule?: GroupRule | null;
}

/** Adds a group, without members unless a rule finds some. @throws Failure `input/invalid` */
export async function addGroup(context: Context, input: GroupInput) {
  const { tx, now, viewer, directory } = context;
  const problems = problemList();
  checkCode(problems, "code", input.code);
  checkName(problems, "name", input.name);
  const isFree = input.code !== everyone.code && (await isCodeFree(tx, "user_group", input.code));
  if (!isFree) problems.add("code", "code/taken", { code: input.code });
  if (input.rule) checkRule(directory, problems, "rule", input.rule);
  problems.throwIfAny();
  const values = { name: input.name, description: input.description ?? "", rule: input.rule ?? null };
  const id = await insertGroup(tx, input.code, values, now);
  await appendEvent(context, { type: "group/changed", by: viewer.userId, detail: { group: id } });
  await raiseDirectoryVersion(tx);
  return { id: String(id) };
}

export interface GroupChange {
  readonly id: number;
  readonly name?: string;
  readonly description?: string;
  /** Log-in names of all members of a static group; absent: they stay. */
  readonly members?: readonly string[];
  /** Takes the place of the members; null makes the group static again, with `members` or nobody. Absent: it stays. */
  readonly rule?: GroupRule | null;
  /** With `rule: null`: whoever is a member now stays one. */
  readonly keepsMembers?: boolean;
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
  const members = membersOf(directory, input);
  if (members?.includes(undefined)) problems.add("members", "user/unknown");
  const rule = input.rule === undefined ? (group.rule ?? null) : input.rule;
  if (input.rule) checkRule(directory, problems, "rule", input.rule);
  if (rule && members) problems.add("members", "group/dynamic", { code: group.code });
  problems.throwIfAny();
  await updateGroup(tx, group.id, { name, description: input.description ?? group.description, rule });
  if (members || input.rule !== undefined)
    await replaceMembers(tx, group.id, [...new Set(members?.filter((id) => id !== undefined))]);
  await appendEvent(context, { type: "group/changed", by: viewer.userId, detail: { group: group.id } });
  await raiseDirectoryVersion(tx);
  return {};
}

/** Ids of the members that a change names, undefined for each unknown one; undefined when it names none. */
function membersOf(directory: Directory, { id, rule, members, keepsMembers }: GroupChange) {
  if (rule === null && keepsMembers) return directory.membersOfGroup(id).map((user) => user.id);
  return members?.map((code) => directory.userByCode(code)?.id);
}
