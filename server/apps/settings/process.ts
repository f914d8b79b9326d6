import type {
  AppDefinition,
  ProcessAction,
  ProcessManagement,
  ProcessState,
} from "../../../app-definitions/definition.ts";
import type { Context } from "../../http/context.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import type { Origins } from "../deploy/plan-deploy.ts";
import { changeDraft, type SettingsInput } from "../drafts/draft.ts";
import type { MayName } from "../drafts/may-name.ts";
import { requireKnownEntities } from "./known-entities.ts";
import { beyond, carryOver, invalid, mergeNamed, pick } from "./named-parts.ts";
import { renameOptions } from "./rename-codes.ts";

/** kintone's own keys. */
const stateKeys = ["name", "index", "assignee"];
const actionKeys = ["name", "from", "to", "filterCond", "type", "executableUser"];

type GivenState = { name?: string; index: string; assignee?: ProcessState["assignee"] };

/**
 * Changes the process of the draft. States are the complete new set by their present names, actions name the new ones;
 * records follow a state to its new name, and so do conditions.
 *
 * @throws Failure input/invalid for an action from or to nowhere, a first state with candidates, a condition on the status
 */
export async function updateProcess(
  context: Context,
  input: SettingsInput & {
    enable?: boolean;
    states?: Record<string, GivenState> | null;
    actions?: readonly ProcessAction[] | null;
  },
): Promise<{ revision: string }> {
  const { revision } = await changeDraft(context, input, "process", ({ definition, origins }, mayName) => {
    const before = definition.process;
    const enable = input.enable ?? before.enable;
    const renames = renamesOf(input.states ?? {});
    const states = input.states ? readStates(mayName, input.states, definition) : before.states;
    const given = input.actions?.map((one, at) => readAction(mayName, one, at));
    const actions = given
      ? carryOver(given, before.actions ?? [], actionKeys, ({ name, from }) => `${from}\n${name}`)
      : followed(before.actions, renames);
    if (enable && Object.keys(states ?? {}).length === 0) throw invalid("states", "required-parameter");
    const process: ProcessManagement = { ...before, enable, states, actions };
    checkActions(process);
    const views = enable ? definition.views : { ...definition.views, views: withoutTasks(definition.views.views) };
    const next = completeDefinition({ ...definition, views, process });
    const status = Object.values(next.fields.properties).find(({ type }) => type === "STATUS")?.code;
    if (status === undefined) return { definition: next };
    checkConditions(process, status);
    const options = new Map(renames.size > 0 ? [[status, renames]] : []);
    return {
      definition: { ...renameOptions({ ...next, process: before }, options), process },
      origins: input.states ? statesMoved(origins, status, renames, Object.keys(states ?? {})) : origins,
    };
  });
  return { revision };
}

/** Without the process there is no view of one's own tasks, whose condition would name a field that is gone. */
function withoutTasks(views: AppDefinition["views"]["views"]): AppDefinition["views"]["views"] {
  return Object.fromEntries(Object.entries(views).filter(([, { builtinType }]) => !builtinType));
}

/** Actions that are not sent lead from and to the same states under their new names. */
function followed(actions: ProcessManagement["actions"], renames: ReadonlyMap<string, string>) {
  const nameOf = (state: string) => renames.get(state) ?? state;
  return actions && actions.map((action) => ({ ...action, from: nameOf(action.from), to: nameOf(action.to) }));
}

function renamesOf(states: Record<string, GivenState>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(states).flatMap(([key, { name }]) => (name !== undefined && name !== key ? [[key, name]] : [])),
  );
}

function readStates(
  mayName: MayName,
  given: Record<string, GivenState>,
  { process, fields }: AppDefinition,
): Record<string, ProcessState> {
  const creator = Object.values(fields.properties).find(({ type }) => type === "CREATOR")?.code ?? "作成者";
  const byCreator: ProcessState["assignee"] = {
    type: "ONE",
    entities: [{ entity: { type: "FIELD_ENTITY", code: creator }, includeSubs: false }],
  };
  const states = mergeNamed(process.states ?? {}, given, "states", (state, old, name, place): ProcessState => {
    const { type, entities } = state.assignee ?? old?.assignee ?? byCreator;
    requireKnownEntities(mayName, entities, `${place}.assignee.entities`);
    const assignee = {
      type,
      entities: entities.map(({ entity, includeSubs = false }) => ({
        entity: pick(entity, ["type", "code"]),
        includeSubs,
      })),
    };
    return { ...beyond(old, stateKeys), name, index: state.index, assignee } as ProcessState;
  });
  const [first] = Object.values(states);
  const isPlain = (entity: { type: string; code?: string | null }) =>
    entity.type === "CREATOR" || (entity.type === "FIELD_ENTITY" && entity.code === creator);
  if (first && (first.assignee.type !== "ONE" || !first.assignee.entities.every(({ entity }) => isPlain(entity)))) {
    throw invalid(`states[${first.name}].assignee.type`, "not-enum");
  }
  return states;
}

function readAction(mayName: MayName, action: ProcessAction, at: number): ProcessAction {
  const executable = action.executableUser?.entities;
  requireKnownEntities(mayName, executable ?? [], `actions[${at}].executableUser.entities`);
  return {
    ...pick(action, ["name", "from", "to"]),
    filterCond: action.filterCond ?? "",
    type: action.type ?? "PRIMARY",
    ...(executable && {
      executableUser: {
        entities: executable.map(({ entity, includeSubs = false }) => ({
          entity: pick(entity, ["type", "code"]),
          includeSubs,
        })),
      },
    }),
  };
}

function checkActions({ states, actions }: ProcessManagement): void {
  (actions ?? []).forEach(({ from, to }, at) => {
    for (const [key, state] of Object.entries({ from, to })) {
      if (!states || !Object.hasOwn(states, state))
        throw invalid(`actions[${at}].${key}`, "not-option", { option: state });
    }
  });
}

/** A condition on the status inside the process could never be left again. */
function checkConditions({ actions }: ProcessManagement, status: string): void {
  (actions ?? []).forEach(({ filterCond = "" }, at) => {
    const unquoted = filterCond.replace(/"(?:\\.|[^"\\])*"/g, '""');
    if (unquoted.split(/[\s\u3000(),=!<>]+/).includes(status))
      throw invalid(`actions[${at}].filterCond`, "not-allowed", { code: status });
  });
}

function statesMoved(
  { fields, options }: Origins,
  status: string,
  renames: ReadonlyMap<string, string>,
  names: readonly string[],
): Origins {
  const known = Object.entries(options[status] ?? {});
  const moved = known.map(([name, origin]): [string, string] => [renames.get(name) ?? name, origin]);
  const kept = Object.fromEntries(moved.filter(([name]) => names.includes(name)));
  return { fields, options: { ...options, [status]: kept } };
}
