import type { DeployedApp } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import { bindCondition } from "../query/bind-query.ts";
import { never, type Condition } from "../query/condition.ts";
import { parseQuery, type ParsedCondition } from "../query/parse-query.ts";

/** What a condition in the definition means for one viewer; undecided when it wants a value that the viewer lacks. */
export interface RightsCondition {
  readonly condition: Condition;
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
      const condition = found && readable(() => bindCondition(found.condition, scope));
      const isDecided =
        condition !== null && (viewer.primaryOrganization !== null || !asksForOrganization(found!.condition));
      return { condition: condition ?? never, isDecided };
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

function asksForOrganization(condition: ParsedCondition | null): boolean {
  if (condition === null) return false;
  if (condition.kind !== "test") return condition.of.some(asksForOrganization);
  return condition.operands.some((operand) => operand.kind === "function" && operand.name === "PRIMARY_ORGANIZATION");
}
