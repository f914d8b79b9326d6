import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import { and, never, not, or, type Condition } from "../query/condition.ts";
import { matches, type Reader } from "../query/matches.ts";
import { isEveryone, recordsOf, type Grant } from "./entities.ts";

/** A line of a rights table as it stands for one viewer. Rights are compiled from these and explained with them. */
export interface RuleLine<Line extends Grant> {
  /** Its place in the table, from 0. */
  readonly at: number;
  readonly line: Line;
  /** The records on which it is for the viewer. */
  readonly fits: Condition;
}

/** For whom the lines of an app are read. */
export interface LineScope {
  readonly app: DeployedApp;
  readonly viewer: Viewer;
  readonly directory: Directory;
}

/** The lines in the order in which they decide: from the top, everyone last wherever it stands. */
export function ruleLines<Line extends Grant>(
  lines: readonly Line[],
  { app, viewer, directory }: LineScope,
): readonly RuleLine<Line>[] {
  const found = lines.map((line, at) => ({ at, line, fits: recordsOf(line, app, viewer, directory) }));
  if (!lines.some(isEveryone)) return found;
  return [...found.filter(({ line }) => !isEveryone(line)), ...found.filter(({ line }) => isEveryone(line))];
}

/** The records on which the first line that fits allows it; none fits: none. */
export function allowedBy<Line extends Grant>(
  rules: readonly RuleLine<Line>[],
  allows: (line: Line) => boolean,
): Condition {
  return rules.reduceRight<Condition>(
    (otherwise, { line, fits }) => (allows(line) ? or(fits, otherwise) : and(not(fits), otherwise)),
    never,
  );
}

/** The line that decides about one record, and those before it that do not fit there. */
export function decidingLine<Line extends Grant>(
  rules: readonly RuleLine<Line>[],
  read: Reader,
): { readonly rule: RuleLine<Line> | null; readonly passed: readonly RuleLine<Line>[] } {
  const place = rules.findIndex(({ fits }) => matches(fits, read));
  return place === -1 ? { rule: null, passed: rules } : { rule: rules[place]!, passed: rules.slice(0, place) };
}
