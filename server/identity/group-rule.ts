import type { JsonSchema } from "../../app-definitions/field-type.ts";

/** Who is in a dynamic group: whoever meets all, or any, of the conditions. */
export interface GroupRule {
  readonly match: "all" | "any";
  /** 1 to 20. */
  readonly conditions: readonly RuleCondition[];
}

export type RuleCondition = OrganizationCondition | TextCondition;

/** Belongs to the organisation with this code or, with `includeSubs`, to one below it. */
export interface OrganizationCondition {
  readonly attribute: "organization";
  readonly code: string;
  /** Absent: false, as in kintone's rights. */
  readonly includeSubs?: boolean;
}

/** Compares a text of the person's account with at most 128 characters, in any width and case. */
export interface TextCondition {
  readonly attribute: (typeof textAttributes)[number];
  readonly operator: keyof typeof operators;
  readonly value: string;
}

/** All of them are written by administrators only, so that nobody can talk himself into a group. */
const textAttributes = ["loginName", "name", "email", "phone"] as const;

const operators = {
  equals: (text: string, value: string) => text === value,
  startsWith: (text: string, value: string) => text.startsWith(value),
  endsWith: (text: string, value: string) => text.endsWith(value),
  contains: (text: string, value: string) => text.includes(value),
};

/** What fits everybody by mistake, a blank value, is refused. */
const value = { type: "string", minLength: 1, maxLength: 128, pattern: "\\S" };

/** A rule as administrators send it. */
export const groupRuleSchema: JsonSchema = {
  type: "object",
  properties: {
    match: { enum: ["all", "any"] },
    conditions: {
      type: "array",
      minItems: 1,
      maxItems: 20,
      items: {
        oneOf: [
          {
            type: "object",
            properties: { attribute: { const: "organization" }, code: value, includeSubs: { type: "boolean" } },
            required: ["attribute", "code"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: {
              attribute: { enum: textAttributes },
              operator: { enum: Object.keys(operators) },
              value,
            },
            required: ["attribute", "operator", "value"],
            additionalProperties: false,
          },
        ],
      },
    },
  },
  required: ["match", "conditions"],
  additionalProperties: false,
};

/** What rules look at. Make it with `rulePerson`. */
export interface RulePerson {
  /** As `foldText` leaves them. */
  readonly texts: Readonly<Record<TextCondition["attribute"], string>>;
  /** Codes of the organisations that the person belongs to directly. */
  readonly organizations: readonly string[];
  /** The same and all above them. */
  readonly organizationsAndAncestors: readonly string[];
}

/** One person as rules look at him. */
export function rulePerson(
  account: { readonly code: string; readonly name: string; readonly email: string; readonly phone: string },
  organizations: readonly string[],
  organizationsAndAncestors: readonly string[],
): RulePerson {
  const { code, name, email, phone } = account;
  const texts = { loginName: foldText(code), name: foldText(name), email: foldText(email), phone: foldText(phone) };
  return { texts, organizations, organizationsAndAncestors };
}

/**
 * Whether the rule makes a person a member, prepared once for all the people it is asked about. A condition on an
 * organisation that there is not fits nobody, and so does a rule without conditions.
 */
export function matchesRule({ match, conditions }: GroupRule): (person: RulePerson) => boolean {
  const tests = conditions.map(fitsCondition);
  return match === "all"
    ? (person) => tests.length > 0 && tests.every((fits) => fits(person))
    : (person) => tests.some((fits) => fits(person));
}

function fitsCondition(condition: RuleCondition): (person: RulePerson) => boolean {
  if (condition.attribute === "organization") {
    const { code, includeSubs } = condition;
    return (person) => (includeSubs ? person.organizationsAndAncestors : person.organizations).includes(code);
  }
  const { attribute, operator } = condition;
  const wanted = foldText(condition.value);
  return (person) => operators[operator](person.texts[attribute], wanted);
}

function foldText(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
