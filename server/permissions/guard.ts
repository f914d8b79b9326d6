import type { DeployedField } from "../apps/deployed-app.ts";
import type { Condition } from "../query/condition.ts";

/**
 * Ids such that every record which fits the condition holds one of them in its column `acl`; null when the condition
 * promises no such thing. The guard only makes the search short: it never stands in for the condition.
 *
 * @param fields - those that feed `acl`
 */
export function guardOf(condition: Condition, fields: readonly DeployedField[]): readonly number[] | null {
  switch (condition.kind) {
    case "never":
      return [];
    case "names":
      return fields.some(({ id }) => id === condition.field.id) ? condition.principals : null;
    case "all":
      return shortest(condition.of.map((one) => guardOf(one, fields)));
    case "any": {
      const guards = condition.of.map((one) => guardOf(one, fields));
      return guards.some((ids) => ids === null) ? null : [...new Set(guards.flatMap((ids) => ids ?? []))];
    }
    default:
      return null;
  }
}

function shortest(guards: readonly (readonly number[] | null)[]): readonly number[] | null {
  return guards.reduce((best, ids) => (ids && (!best || ids.length < best.length) ? ids : best), null);
}
