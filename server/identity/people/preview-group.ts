import type { Context } from "../../http/context.ts";
import type { Directory, DirectoryUser } from "../directory.ts";
import { matchesRule, rulePerson, type GroupRule } from "../group-rule.ts";
import { checkRule, problemList } from "./check-people.ts";

/** How many people of each kind are named. */
const namedAtMost = 20;

/**
 * Whom a rule would make members if it were saved, and for a group that there is already who would join and who would leave.
 *
 * @returns counts, and the first 20 names of each kind by log-in name
 * @throws Failure `input/invalid` for organisations that there are not
 */
export function previewGroup({ directory }: Context, { id, rule }: { id?: number; rule: GroupRule }) {
  const problems = problemList();
  checkRule(directory, problems, "rule", rule);
  problems.throwIfAny();
  const [then, now] = [membersByRule(directory, rule), id === undefined ? [] : directory.membersOfGroup(id)];
  const [inThen, inNow] = [new Set(then), new Set(now)];
  const answer = {
    members: named(directory, then),
    joining: named(directory, then.filter((user) => !inNow.has(user))),
    leaving: named(directory, now.filter((user) => !inThen.has(user))),
  }; // prettier-ignore
  return Promise.resolve(answer);
}

function membersByRule(directory: Directory, rule: GroupRule): DirectoryUser[] {
  const matches = matchesRule(rule);
  const codes = (ids: readonly number[]) => ids.flatMap((id) => directory.organization(id)?.code ?? []);
  return directory.users().filter((user) => {
    const above = user.organizations.flatMap((id) => directory.organizationAndAncestors(id));
    return !user.isService && matches(rulePerson(user, codes(user.organizations), codes(above)));
  });
}

function named(directory: Directory, users: readonly DirectoryUser[]) {
  const first = [...users].sort((a, b) => (a.code < b.code ? -1 : 1)).slice(0, namedAtMost);
  const people = first.map(({ id, code, name, organizations: [primary = 0] }) => {
    return { id: String(id), code, name, organization: directory.organization(primary)?.name ?? "" };
  });
  return { count: users.length, people };
}
