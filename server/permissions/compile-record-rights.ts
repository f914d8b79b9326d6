import type { RecordRight } from "../../app-definitions/definition.ts";
import { always, and, never, not, or, type Condition } from "../query/condition.ts";
import type { RightsScope } from "./rights-scope.ts";
import { allowedBy, ruleLines, type RuleLine } from "./rule-lines.ts";

export type RecordAction = "view" | "edit" | "delete";

/** A line of a block of record rights. */
export type RecordGrant = RecordRight["entities"][number];

/** A block of record rights as it stands for one viewer. */
export interface RecordBlock {
  /** Its place in the definition, from 0. */
  readonly at: number;
  readonly filterCond: string;
  /** The records on which the block decides, unless one above it does. */
  readonly condition: Condition;
  /** Those and the ones on which nobody can tell whether it does. */
  readonly possible: Condition;
  /** false when the condition wants a value that the viewer lacks. */
  readonly isDecided: boolean;
  readonly lines: readonly RuleLine<RecordGrant>[];
}

/** The blocks from the top, each with its lines in the order in which they decide. */
export function recordBlocks(scope: RightsScope): readonly RecordBlock[] {
  return scope.app.definition.recordAcl.rights.map(({ filterCond, entities }, at) => ({
    at,
    filterCond,
    ...scope.condition(filterCond),
    lines: ruleLines(entities, scope),
  }));
}

/**
 * The records on which the record rights let the viewer act: blocks from the top, the first whose condition holds decides;
 * in it the first line that fits, everyone last, and none means no right. Where nobody can tell whether a block decides
 * (it asks for what is *not* a value that this viewer lacks), nothing is allowed, whatever later blocks say. Records that
 * fit no block are open, unless a block's condition could not be decided for this viewer: then they stay closed.
 *
 * Whatever is decided for the viewer vanishes, so that who sees everything gets no condition at all.
 */
export function compileRecordRights(blocks: readonly RecordBlock[], action: RecordAction): Condition {
  return blocks.reduceRight<Condition>(
    (otherwise, { condition, possible, lines }) => {
      const granted = allowedBy(lines, (line) => mayDo(line, action));
      if (possible !== condition) return or(and(condition, granted), and(not(possible), otherwise));
      if (granted.kind === otherwise.kind && (granted.kind === "always" || granted.kind === "never")) return granted;
      return granted.kind === "always"
        ? or(condition, otherwise)
        : or(and(condition, granted), and(not(condition), otherwise));
    },
    isOpenWithoutBlock(blocks) ? always : never,
  );
}

/** Whether a record that fits no block is open: only where every block could be decided for the viewer. */
export function isOpenWithoutBlock(blocks: readonly RecordBlock[]): boolean {
  return blocks.every(({ isDecided }) => isDecided);
}

/** Without seeing a record nobody changes or deletes it, whatever its line says. */
export function mayDo(line: RecordGrant, action: RecordAction): boolean {
  if (!line.viewable) return false;
  return Boolean(action === "view" ? line.viewable : action === "edit" ? line.editable : line.deletable);
}
