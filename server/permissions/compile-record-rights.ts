import { always, and, never, not, or, type Condition } from "../query/condition.ts";
import { inOrder, recordsOf } from "./entities.ts";
import type { RightsScope } from "./rights-scope.ts";

export type RecordAction = "view" | "edit" | "delete";

/**
 * The records on which the record rights let the viewer act: blocks from the top, the first whose condition holds decides;
 * in it the first line that fits, everyone last, and none means no right. Records that fit no block are open, unless a
 * block's condition could not be decided for this viewer: then they stay closed.
 *
 * Whatever is decided for the viewer vanishes, so that who sees everything gets no condition at all.
 */
export function compileRecordRights(scope: RightsScope, action: RecordAction): Condition {
  const { app, viewer, directory } = scope;
  const blocks = app.definition.recordAcl.rights.map(({ filterCond, entities }) => {
    const { condition, isDecided } = scope.condition(filterCond);
    const granted = inOrder(entities).reduceRight<Condition>((otherwise, line) => {
      const fits = recordsOf(line, app, viewer, directory);
      return mayDo(line, action) ? or(fits, otherwise) : and(not(fits), otherwise);
    }, never);
    return { condition, granted, isDecided };
  });
  return blocks.reduceRight<Condition>(
    (otherwise, { condition, granted }) => {
      if (granted.kind === otherwise.kind && (granted.kind === "always" || granted.kind === "never")) return granted;
      return granted.kind === "always"
        ? or(condition, otherwise)
        : or(and(condition, granted), and(not(condition), otherwise));
    },
    blocks.every(({ isDecided }) => isDecided) ? always : never,
  );
}

/** Without seeing a record nobody changes or deletes it, whatever its line says. */
function mayDo(line: { viewable: boolean; editable: boolean; deletable: boolean }, action: RecordAction): boolean {
  if (!line.viewable) return false;
  return Boolean(action === "view" ? line.viewable : action === "edit" ? line.editable : line.deletable);
}
