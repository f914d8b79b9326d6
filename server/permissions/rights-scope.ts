import type { DeployedApp } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import { hasValue } from "../query/bind-operands.ts";
import { bindCondition } from "../query/bind-query.ts";
import { always, never, type Condition } from "../query/condition.ts";
import { parseQuery, type ParsedCondition } from "../query/parse-query.ts";

/** What a condition in the definition means for one viewer. */
export interface RightsCondition {
  /** The records on which it holds for certain. */
  readonly condition: Condition;
  /** Those and the ones on which nobody can tell, because it asks for what is not among a value that the viewer lacks. */
  readonly possible: Condition;
  /** false when it wants a value that the viewer lacks, or cannot be read. */
  readonly isDecided: boolean;
}

/** All that the rules of an app are compiled against. */
export interface RightsScope {
  readonly app: DeployedApp;
  readonly viewer: Viewer;
  readonly directory: Directory;
  readonly now: Date;
  condition(filterCond: string): RightsCondition;
}

type Parsed = { readonly condition: ParsedCondition | null } | null;

/** Conditions by their text, parsed once per deployed revision. */
const parsedByApp = new WeakMap<DeployedApp, Map<string, Parsed>>();

export function makeRightsScope(app: DeployedApp, viewer: Viewer, directory: Directory, now: Date): RightsScope {
  const parsed = parsedByApp.get(app) ?? new Map<string, Parsed>();
  parsedByApp.set(app, parsed);

  function parse(filterCond: string): Parsed {
    const known = parsed.get(filterCond);
    if (known !== undefined) return known;
    const fresh = readable(() => parseQuery(filterCond));
    parsed.set(filterCond, fresh);
    return fresh;
  }

  return {
    app,
    viewer,
    directory,
    now,
    condition(filterCond) {
      const found = parse(filterCond);
      const scope = { app, viewer, directory, now, access: null };
      const bind = (untold: Condition) => found && readable(() => bindCondition(found.condition, { ...scope, untold }));
      const condition = bind(never);
      if (!condition) return { condition: never, possible: always, isDecided: false };
      const isDecided = !lacks(found!.condition, viewer);
      return { condition, possible: isDecided ? condition : (bind(always) ?? always), isDecided };
    },
  };
}

/** A deploy refuses conditions that cannot be read; one that slipped through must close, not break, the app. */
function readable<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** Whether the condition asks for a value that the viewer does not have. */
function lacks(condition: ParsedCondition | null, viewer: Viewer): boolean {
  if (condition === null) return false;
  if (condition.kind !== "test") return condition.of.some((one) => lacks(one, viewer));
  return condition.operands.some((operand) => operand.kind === "function" && !hasValue(operand.name, viewer));
}
