import type { FieldProblem } from "../../../app-definitions/field-type.ts";
import type { Problems } from "../../errors.ts";
import { Failure } from "../../errors.ts";
import { isMailAddress } from "../../mail/queue-mail.ts";
import { everyone, type Directory } from "../directory.ts";
import type { GroupRule } from "../group-rule.ts";

/** Collects problems under the keys of the form that shows them. */
export interface ProblemList {
  add(at: string, message: string, params?: FieldProblem["params"]): void;
  /** @throws Failure `input/invalid` if anything was added */
  throwIfAny(): void;
}

/** An empty list. */
export function problemList(): ProblemList {
  const problems: Record<string, FieldProblem[]> = {};
  return {
    add: (at, message, params) => (problems[at] ??= []).push({ message, ...(params && { params }) }),
    throwIfAny() {
      if (Object.keys(problems).length > 0) throw new Failure("input/invalid", {}, problems satisfies Problems);
    },
  };
}

/** A code (log-in name, organisation, group) that is plain enough for addresses, letters and certificates. */
export function checkCode(problems: ProblemList, at: string, code: string): void {
  if (!/^[A-Za-z0-9._@-]{1,64}$/.test(code)) problems.add(at, "code/form");
}

const mostNameCharacters = 100;

/** A name that people read. */
export function checkName(problems: ProblemList, at: string, name: string): void {
  if (name.trim() === "") problems.add(at, "name/needed");
  if ([...name].length > mostNameCharacters) problems.add(at, "name/too-long", { max: mostNameCharacters });
}

/** A mail address, or none. */
export function checkMail(problems: ProblemList, at: string, mail: string): void {
  if (mail !== "" && !isMailAddress(mail)) problems.add(at, "mail/form");
}

/** Ids of organisations by code, without repetition; unknown ones become problems. */
export function organizationIds(directory: Directory, problems: ProblemList, at: string, codes: readonly string[]) {
  return [...new Set(codes)].flatMap((code) => {
    const organization = directory.organizationByCode(code);
    if (!organization) problems.add(at, "organization/unknown", { code });
    return organization?.id ?? [];
  });
}

/** Ids of groups by code, without repetition and without `everyone`; unknown and dynamic ones become problems. */
export function groupIds(directory: Directory, problems: ProblemList, at: string, codes: readonly string[]) {
  return [...new Set(codes)].flatMap((code) => {
    const group = directory.groupByCode(code);
    if (!group) problems.add(at, "group/unknown", { code });
    if (group?.rule) problems.add(at, "group/dynamic", { code });
    return group && group.id !== everyone.id ? group.id : [];
  });
}

/** A rule that names only organisations that there are; its shape is the schema's matter. */
export function checkRule(directory: Directory, problems: ProblemList, at: string, rule: GroupRule): void {
  for (const [index, condition] of rule.conditions.entries()) {
    if (condition.attribute !== "organization" || directory.organizationByCode(condition.code)) continue;
    problems.add(`${at}.conditions[${index}].code`, "organization/unknown", { code: condition.code });
  }
}
