import type { DeployedApp } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import { parseQuery, type ParsedCondition } from "../query/parse-query.ts";
import type { Access } from "./access.ts";
import { compileAccess } from "./compile-access.ts";

/** By directory and deployed revision, so that any change of either begins anew; then by viewer. */
const known = new WeakMap<Directory, WeakMap<DeployedApp, Map<string, Access>>>();
/** Viewers of one app that are remembered at a time. */
const mostViewers = 2_000;

/**
 * The viewer's access as `compileAccess` gives it, compiled once for as long as it cannot change: while nobody's
 * memberships and no definition change, and unless the app's rules look at the clock.
 */
export function accessOf(app: DeployedApp, viewer: Viewer, directory: Directory, now: Date): Access {
  if (viewer.tokens || looksAtClock(app)) return compileAccess(app, viewer, directory, now);
  const byApp = known.get(directory) ?? new WeakMap<DeployedApp, Map<string, Access>>();
  known.set(directory, byApp);
  const byViewer = byApp.get(app) ?? new Map<string, Access>();
  byApp.set(app, byViewer);
  const key = keyOf(viewer);
  const access = byViewer.get(key) ?? compileAccess(app, viewer, directory, now);
  if (byViewer.size >= mostViewers) byViewer.clear();
  byViewer.set(key, access);
  return access;
}

/** All that rules can ask of a viewer. */
function keyOf(viewer: Viewer): string {
  const { userId, code, isAdministrator, groups, organizations, organizationsAndAncestors } = viewer;
  const primary = viewer.primaryOrganization?.id ?? "";
  return [userId, code, isAdministrator, primary, groups, organizations, organizationsAndAncestors].join(";");
}

const clocked = new WeakMap<DeployedApp, boolean>();
/** The functions that mean the same at any time. */
const timeless: ReadonlySet<string> = new Set(["LOGINUSER", "PRIMARY_ORGANIZATION"]);

function looksAtClock(app: DeployedApp): boolean {
  const { recordAcl, tabs = [] } = app.definition;
  const found =
    clocked.get(app) ??
    [...recordAcl.rights.map(({ filterCond }) => filterCond), ...tabs.map(({ when = "" }) => when)].some((text) =>
      asksForTime(parsed(text)),
    );
  clocked.set(app, found);
  return found;
}

function asksForTime(condition: ParsedCondition | null): boolean {
  if (condition === null) return false;
  if (condition.kind !== "test") return condition.of.some(asksForTime);
  return condition.operands.some((operand) => operand.kind === "function" && !timeless.has(operand.name));
}

/** A condition that cannot be read holds nowhere, at any time. */
function parsed(text: string): ParsedCondition | null {
  try {
    return parseQuery(text).condition;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
