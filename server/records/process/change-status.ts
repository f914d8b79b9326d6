import type { ProcessAction } from "../../../app-definitions/definition.ts";
import { requireApp, type RequiredApp } from "../../apps/require-app.ts";
import { translated } from "../../apps/translated.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { checkBatch } from "../batch-size.ts";
import { lockForWrite, requireRevision } from "../lock-for-write.ts";
import { planWrite } from "../plan-write.ts";
import { refusal } from "../refusal.ts";
import { readerOf, type RecordRow } from "../record-row.ts";
import { asksForOne, leadsOn, mayTake, openActions, type Turn } from "./actions.ts";
import { arrived, candidatesOf } from "./candidates.ts";
import { processOf, type Process } from "./process-of.ts";
import { writeStates } from "./write-states.ts";

/** One action on one record. */
export interface StatusChange {
  id: string;
  /** The action's name, in the definition's words or in the viewer's language. */
  action: string;
  /** Log-in name of the person who takes over; needed where the next state is in one person's hands. */
  assignee?: string | null;
  revision?: string | null;
}

/** As on kintone, an action raises the revision by two. */
const step = 2;

/** Takes an action on one record. @throws what `changeStatuses` throws */
export async function changeStatus(
  context: Context,
  input: { app: string } & StatusChange,
): Promise<{ revision: string }> {
  const [changed] = await change(context, requireApp(context, input.app), [input], () => "");
  return { revision: changed!.revision };
}

/**
 * Takes actions on up to 100 records, all or none.
 *
 * @throws Failure process/off, process/action-impossible when the action does not lead out of the record's present state,
 *   process/not-assignee or permission/denied when it is not the viewer's turn, process/assignee-needed; user/not-known or input/invalid for an
 *   unfit `assignee`
 */
export async function changeStatuses(
  context: Context,
  input: { app: string; records: readonly StatusChange[] },
): Promise<{ records: readonly { id: string; revision: string }[] }> {
  checkBatch(input.records.length, "updating");
  const records = await change(context, requireApp(context, input.app), input.records, (at) => `records[${at}].`);
  return { records };
}

async function change(
  context: Context,
  { app, access }: RequiredApp,
  changes: readonly StatusChange[],
  prefixOf: (at: number) => string,
): Promise<readonly { id: string; revision: string }[]> {
  const process = processOf(app);
  if (!process) throw new Failure("process/off");
  if (changes.length === 0) return [];
  const ids = changes.map(({ id }) => id);
  const twice = ids.findIndex((id, at) => ids.indexOf(id) < at);
  if (twice !== -1) throw new Failure("input/invalid", {}, { [`${prefixOf(twice)}id`]: [{ message: "not-unique" }] });
  const rows = await lockForWrite(context, planWrite(app, access, "process", ids));
  const moved = changes.map((one, at) => {
    const row = rows.get(one.id)!;
    requireRevision(row, one.revision);
    const turn = { app, access, process, row };
    return {
      row,
      next: next(requireAction(one.action, turn, context), turn, one, `${prefixOf(at)}assignee`, context),
      action: one.action,
    };
  });
  return writeStates(context, { app, process, moved, step });
}

function requireAction(name: string, turn: Turn, context: Context): ProcessAction {
  const named = openActions(turn, context).filter(
    (one) => one.name === name || translated(one.name, context.viewer.locale, turn.app) === name,
  );
  if (named.length === 0) throw new Failure("process/action-impossible");
  const action = named.find((one) => mayTake(one, turn, context));
  if (!action) throw new Failure(isOthersTurn(named, turn) ? "process/not-assignee" : "permission/denied");
  return action;
}

function isOthersTurn(actions: readonly ProcessAction[], { process, row }: Turn): boolean {
  const assignees = (readerOf(row)(process.assignees) ?? []) as readonly number[];
  return assignees.length > 0 && actions.some(({ type }) => type !== "SECONDARY");
}

/** The record after the action. In a state that asks for everybody it stays until the last one has acted. */
function next(action: ProcessAction, turn: Turn, sent: StatusChange, key: string, context: Context): RecordRow {
  const { app, process, row } = turn;
  const { directory, now, viewer } = context;
  if (!leadsOn(action, turn, context)) {
    const others = ((readerOf(row)(process.assignees) ?? []) as readonly number[]).filter((id) => id !== viewer.userId);
    return arrived(row, process, process.stateOf(readerOf(row)), others);
  }
  const state = process.state(action.to);
  if (!state) throw new Failure("process/action-impossible");
  const candidates = candidatesOf({ app, process, state }, row, directory, now).map(({ id }) => id);
  const users = asksForOne(state) ? chosen(sent.assignee, candidates, turn, key, context) : candidates;
  return arrived(row, process, state, users);
}

/**
 * People whom the viewer may not know are refused in the same words as people who do not exist, even where they are
 * candidates.
 */
function chosen(
  code: string | null | undefined,
  candidates: readonly number[],
  { app }: { app: Turn["app"]; process: Process },
  key: string,
  { viewer, directory }: Context,
): readonly number[] {
  if (candidates.length === 0) return [];
  if (!code) throw new Failure("process/assignee-needed", {}, { [key]: [{ message: "required-parameter" }] });
  const id = directory.userByCode(code)?.id;
  const isKnown = id !== undefined && acquaintanceOf(app, viewer, directory).user(id);
  if (!isKnown) throw refusal({ [key]: [{ message: "user/not-known", params: { code } }] });
  if (!candidates.includes(id)) throw refusal({ [key]: [{ message: "not-allowed", params: { code } }] });
  return [id];
}
