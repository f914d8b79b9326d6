import type { GroupRule, RuleCondition, TextCondition } from "../../../server/identity/group-rule.ts";
import { t, type AdminKey } from "../../messages/admin-text.ts";

const attributes: Readonly<Record<TextCondition["attribute"], AdminKey>> = {
  loginName: "admin.rule.login-name",
  name: "admin.rule.name",
  email: "admin.rule.email",
  phone: "admin.rule.phone",
};

const comparisons: Readonly<Record<TextCondition["operator"], AdminKey>> = {
  equals: "admin.rule.equals",
  startsWith: "admin.rule.starts-with",
  endsWith: "admin.rule.ends-with",
  contains: "admin.rule.contains",
};

/** A dynamic group's rule in one sentence, with the names of `organizations` for their codes. */
export function groupRuleSentence(rule: GroupRule, organizations: readonly { code: string; name: string }[]): string {
  const names = new Map(organizations.map(({ code, name }) => [code, name]));
  const conditions = rule.conditions.map((condition) => conditionWords(condition, names));
  return t("admin.rule.sentence", {
    conditions: conditions.join(t(rule.match === "all" ? "admin.rule.and" : "admin.rule.or")),
  });
}

function conditionWords(condition: RuleCondition, names: ReadonlyMap<string, string>): string {
  if (condition.attribute !== "organization")
    return t(comparisons[condition.operator], {
      attribute: t(attributes[condition.attribute]),
      value: condition.value,
    });
  const name = names.get(condition.code) ?? condition.code;
  return t(condition.includeSubs ? "admin.rule.organization-and-below" : "admin.rule.organization", { name });
}
