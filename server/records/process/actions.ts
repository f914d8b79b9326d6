import type { ProcessAction, ProcessState } from "../../../app-definitions/definition.ts";
import type { DeployedApp } from "../../apps/deployed-app.ts";
import type { Context } from "../../http/context.ts";
import type { DirectoryUser } from "../../identity/directory.ts";
import type { Access } from "../../permissions/access.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { bindCondition } from "../../query/bind-query.ts";
import { matches, type Reader } from "../../query/matches.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { readerOf, type RecordRow } from "../record-row.ts";
import { candidatesOf, peopleNamed } from "./candidates.ts";
import type { Process } from "./process-of.ts";

/** What is asked about one record and one viewer. */
export interface Turn {
  readonly app: DeployedApp;
  readonly access: Access;
  readonly process: Process;
  readonly row: RecordRow;
}

type Asking = Pick<Context, "viewer" | "directory" | "now">;

/** The actions that lead out of the record's state and whose condition holds, whoever may take them. */
export function openActions({ app, process, row }: Turn, asking: Asking): readonly ProcessAction[] {
  const read = readerOf(row);
  const state = process.stateOf(read);
  return (app.definition.process.actions ?? []).filter(
    ({ from, filterCond = "" }) => from === state.name && holds(filterCond, app, read, asking),
  );
}

function holds(filterCond: string, app: DeployedApp, read: Reader, asking: Asking): boolean {
  return matches(bindCondition(parseQuery(filterCond).condition, { ...asking, app, access: null }), read);
}

/**
 * Whether the viewer may take the action: whose turn it is, or whoever may edit when it is nobody's; a secondary action
 * is for the people it names, or for all who see the record when it names none.
 */
export function mayTake(
  action: ProcessAction,
  { app, access, process, row }: Turn,
  { viewer, directory }: Asking,
): boolean {
  const read = readerOf(row);
  if (action.type === "SECONDARY") {
    const entities = action.executableUser?.entities ?? [];
    return entities.length === 0 || peopleNamed(entities, app, read, directory).some(({ id }) => id === viewer.userId);
  }
  const assignees = (read(process.assignees) ?? []) as readonly number[];
  return assignees.length > 0 ? assignees.includes(viewer.userId) : matches(access.edit, read);
}

/** The people among whom the one who takes the action has to choose; empty when there is nothing to choose. */
export function choiceFor(action: ProcessAction, turn: Turn, asking: Asking): readonly DirectoryUser[] {
  const state = turn.process.state(action.to);
  return state && asksForOne(state) && leadsOn(action, turn, asking)
    ? candidatesOf({ ...turn, state }, turn.row, asking.directory, asking.now)
    : [];
}

/** Whether the next state is in the hands of one person, chosen by the one who sends the record there. */
export function asksForOne({ assignee }: ProcessState): boolean {
  return assignee.type === "ONE" && assignee.entities.length > 0;
}

/** false while others still have to act in a state that asks for everybody. */
export function leadsOn(action: ProcessAction, { process, row }: Turn, { viewer }: Pick<Asking, "viewer">): boolean {
  const read = readerOf(row);
  if (action.type === "SECONDARY" || process.stateOf(read).assignee.type !== "ALL") return true;
  const assignees = (read(process.assignees) ?? []) as readonly number[];
  return assignees.every((id) => id === viewer.userId);
}

/** An action that the viewer may take now, as the record's page offers it. */
export interface OfferedAction {
  readonly name: string;
  readonly type: "PRIMARY" | "SECONDARY";
  /** Name of the state to which it leads; null while others still have to act before it leads on. */
  readonly to: string | null;
  /** Whom the viewer may hand the record to; only where one has to be chosen. */
  readonly assignees?: readonly { readonly code: string; readonly name: string }[];
}

/** The actions that the viewer may take now. People whom he may not know are not offered to him. */
export function offeredActions(turn: Turn, asking: Asking): readonly OfferedAction[] {
  const acquaintance = acquaintanceOf(turn.app, asking.viewer, asking.directory);
  return openActions(turn, asking)
    .filter((action) => mayTake(action, turn, asking))
    .map((action) => {
      const choice = choiceFor(action, turn, asking).filter(({ id }) => acquaintance.user(id));
      return {
        name: action.name,
        type: action.type ?? "PRIMARY",
        to: leadsOn(action, turn, asking) ? action.to : null,
        ...(choice.length > 0 && { assignees: choice.map(({ code, name }) => ({ code, name })) }),
      };
    });
}
