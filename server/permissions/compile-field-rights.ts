import { always, and, never, not, or, type Condition } from "../query/condition.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import { inOrder, recordsOf } from "./entities.ts";
import type { RightsScope } from "./rights-scope.ts";

/** On which records the field's own rules let it be read and written; the record's and the app's rights come on top. */
export interface OwnFieldRights {
  readonly read: Condition;
  readonly write: Condition;
}

/** Tabs with the records on which each exists. A tab whose condition cannot be decided exists nowhere. */
export function compileTabs({ app, condition }: RightsScope): ReadonlyMap<string, Condition> {
  return new Map((app.definition.tabs ?? []).map(({ code, when = "" }) => [code, condition(when).condition]));
}

/**
 * The rules of one top-level field: its first fitting line (everyone last; none of its lines: nothing; no lines: free),
 * and the tab in which it stands. A field that only the server sets is never writable.
 */
export function compileFieldRights(
  field: DeployedField,
  tabs: ReadonlyMap<string, Condition>,
  { app, viewer, directory }: RightsScope,
): OwnFieldRights {
  const tab = field.tab === null ? always : (tabs.get(field.tab) ?? never);
  const lines = app.definition.fieldAcl.rights.filter(({ code }) => code === field.code);
  const allows = (accepted: readonly string[]) =>
    lines.length === 0
      ? always
      : inOrder(lines.flatMap(({ entities }) => entities)).reduceRight<Condition>((otherwise, line) => {
          const fits = recordsOf(line, app, viewer, directory);
          return accepted.includes(line.accessibility) ? or(fits, otherwise) : and(not(fits), otherwise);
        }, never);
  return {
    read: and(tab, allows(["READ", "WRITE"])),
    write: field.fieldType.isWritable ? and(tab, allows(["WRITE"])) : never,
  };
}
