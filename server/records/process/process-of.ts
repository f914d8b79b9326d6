import type { ProcessState } from "../../../app-definitions/definition.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import type { Stored } from "../../query/condition.ts";
import type { Reader } from "../../query/matches.ts";

/** The process of an app in which it is switched on. */
export interface Process {
  readonly status: DeployedField;
  readonly assignees: DeployedField;
  /** The state in which every new record begins. */
  readonly initial: ProcessState;
  /** The state of a record; one that is older than the process stands at the beginning. */
  stateOf(read: Reader): ProcessState;
  state(name: string): ProcessState | undefined;
}

/** The app's process; null while it is switched off. */
export function processOf({ definition, fields }: DeployedApp): Process | null {
  const { enable, states } = definition.process;
  const ofType = (type: string) => [...fields.values()].find(({ property }) => property.type === type);
  const [status, assignees] = [ofType("STATUS"), ofType("STATUS_ASSIGNEE")];
  const all = Object.values(states ?? {});
  const [initial] = [...all].sort((a, b) => Number(a.index) - Number(b.index));
  if (!enable || !status || !assignees || !initial) return null;
  const state = (name: string) => all.find((one) => one.name === name);
  return {
    status,
    assignees,
    initial,
    state,
    stateOf: (read) => state(status.optionKeys.get(read(status) as number) ?? "") ?? initial,
  };
}

/** Where a new record of this person stands, and whose turn it is: nobody's, or his own. */
export function initialOf(app: DeployedApp, field: DeployedField, userId: number): Stored {
  const process = processOf(app);
  if (!process) return null;
  if (field === process.status) return process.status.optionIds.get(process.initial.name) ?? null;
  return process.initial.assignee.entities.length > 0 ? [userId] : null;
}
