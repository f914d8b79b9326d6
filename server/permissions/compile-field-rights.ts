import type { FieldRight } from "../../app-definitions/definition.ts";
import { always, and, never, type Condition } from "../query/condition.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import type { RightsScope } from "./rights-scope.ts";
import { allowedBy, ruleLines, type RuleLine } from "./rule-lines.ts";

/** A line of field rights. */
export type FieldGrant = FieldRight["entities"][number];

/** On which records the field's own rules let it be read and written; the record's and the app's rights come on top. */
export interface OwnFieldRights {
  readonly read: Condition;
  readonly write: Condition;
}

/** Tabs with the records on which each exists. A tab whose condition cannot be decided exists nowhere. */
export function compileTabs({ app, condition }: RightsScope): ReadonlyMap<string, Condition> {
  return new Map((app.definition.tabs ?? []).map(({ code, when = "" }) => [code, condition(when).condition]));
}

/** The lines of a top-level field in the order in which they decide; null when no rule names it, so that it is free. */
export function fieldLines(field: DeployedField, scope: RightsScope): readonly RuleLine<FieldGrant>[] | null {
  const rules = scope.app.definition.fieldAcl.rights.filter(({ code }) => code === field.code);
  if (rules.length === 0) return null;
  return ruleLines(
    rules.flatMap(({ entities }) => entities),
    scope,
  );
}

/** The records on which the field's tab exists. */
export function tabOf(field: DeployedField, tabs: ReadonlyMap<string, Condition>): Condition {
  return field.tab === null ? always : (tabs.get(field.tab) ?? never);
}

/**
 * The rules of one top-level field: its first fitting line (everyone last; none of its lines: nothing; no lines: free),
 * and the tab in which it stands. A field that only the server sets is never writable.
 */
export function compileFieldRights(
  field: DeployedField,
  tabs: ReadonlyMap<string, Condition>,
  scope: RightsScope,
): OwnFieldRights {
  const tab = tabOf(field, tabs);
  const lines = fieldLines(field, scope);
  const allows = (accepted: readonly string[]) =>
    lines === null ? always : allowedBy(lines, ({ accessibility }) => accepted.includes(accessibility));
  return {
    read: and(tab, allows(["READ", "WRITE"])),
    write: field.fieldType.isWritable ? and(tab, allows(["WRITE"])) : never,
  };
}
