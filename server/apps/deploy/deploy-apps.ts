import { createHash } from "node:crypto";
import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { transaction, type Database, type Transaction } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { appendEvents } from "../../events/append-event.ts";
import type { Platform } from "../../platform.ts";
import { indexesOf } from "../app-indexes.ts";
import {
  buildIndexes,
  IndexesFirst,
  makeUniqueIndexes,
  removePrepared,
  requireUniqueIndexes,
} from "./build-indexes.ts";
import { builtFrom, needsRecalculation, sourceProblems } from "./check-plans.ts";
import { checkDefinition } from "./check-definition.ts";
import { completeDefinition } from "./complete-definition.ts";
import { DefinitionError, placed, type DefinitionProblem } from "./definition-problem.ts";
import { followRenames, renamesOf } from "./follow-renames.ts";
import { exclusively, patiently } from "./lock-deploys.ts";
import { planDeploy, type DeployPlan, type Origins } from "./plan-deploy.ts";
import * as store from "./store.ts";

/** Who deploys, when, and with what. */
export interface DeployContext {
  database: Pick<Database, "owner">;
  now: Date;
  /** User id; absent for packs that the platform installs itself. */
  by?: number | null;
  /** Spreads the tries of deploys that wait for the same table; without it they are evenly spaced. */
  random?: Platform["random"];
  /** Milliseconds after which a deploy that never got its tables gives up; a minute unless said. */
  patienceMs?: number;
}

/** One app of a change set. `path` stands before the paths of its problems, for example the file's name. */
export interface AppToDeploy {
  definition: unknown;
  /** Id of the space; undefined leaves the app where it is. */
  space?: string | null;
  path?: string;
  /** For a draft: its counter, the live revision that it was made from, and where its fields come from. */
  draft?: { revision: number; base: number; origins: Origins };
  /** A shipped definition that was installed before is left alone, whatever people changed since. */
  isShipped?: boolean;
}

/** What a deploy did: the published revisions, empty when every app was live already. */
export interface Deployed {
  apps: readonly { id: string; code: string; revision: number; changes: DeployPlan["changes"] }[];
}

/** A plan, and what stands before the paths of its problems. */
export interface PlannedApp {
  readonly plan: DeployPlan;
  /** The plan for another form of its definition. */
  readonly replan: (definition: AppDefinition) => DeployPlan;
  readonly path: string | undefined;
}

/**
 * Deploys all apps of a change set or none of them: one transaction publishes them, after the indexes that keep a new "no
 * duplicates" were made; the other missing indexes follow. Nobody is stopped for longer than 50 ms at a time. An app that
 * is live as it is stays untouched, its revision included.
 *
 * @throws DefinitionError with every problem of every app; nothing is changed then
 */
export async function deployApps(context: DeployContext, apps: readonly AppToDeploy[]): Promise<Deployed> {
  const definitions = requireDefinitions(apps);
  const { owner } = context.database;
  const plans = await exclusively(context, () => publishWhenIndexed(context, apps, definitions));
  await buildIndexes(
    owner,
    plans.map(({ app }) => app),
  );
  return {
    apps: plans.map(({ app, revision, changes, definition: { code } }) => ({ id: app, code, revision, changes })),
  };
}

/** Publishes at once, or makes the indexes first that the publication needs. What a deploy that fails has made goes again. */
async function publishWhenIndexed(
  context: DeployContext,
  apps: readonly AppToDeploy[],
  definitions: readonly AppDefinition[],
): Promise<readonly DeployPlan[]> {
  const { owner } = context.database;
  const prepared = new Set<string>();
  const publish = () => transaction(owner, (tx) => publishAll(tx, context, apps, definitions, prepared));
  try {
    return await patiently(context, publish);
  } catch (error) {
    if (!(error instanceof IndexesFirst)) throw error;
    try {
      await makeUniqueIndexes(context, error.apps, prepared);
      return await patiently(context, publish);
    } catch (failure) {
      await removePrepared(context, error.apps);
      throw failure instanceof IndexesFirst ? new Error("Unique indexes vanished while they were made.") : failure;
    }
  }
}

function requireDefinitions(apps: readonly AppToDeploy[]): readonly AppDefinition[] {
  const checked = apps.map(({ definition, path }) => checkDefinition(definition, path));
  const problems = checked.flatMap((result) => result.problems);
  const codes = checked.flatMap(({ definition }) => definition?.code ?? []);
  const twice = codes.filter((code, at) => codes.indexOf(code) < at);
  const all = [...problems, ...twice.map((code) => ({ path: "code", message: "repeated", params: { code } }) as const)];
  if (all.length > 0) throw new DefinitionError(all);
  return checked.map(({ definition }) => definition!);
}

/** @throws IndexesFirst when "no duplicates" could not be kept from the first moment on */
async function publishAll(
  tx: Transaction,
  context: DeployContext,
  apps: readonly AppToDeploy[],
  definitions: readonly AppDefinition[],
  prepared: ReadonlySet<string>,
): Promise<readonly DeployPlan[]> {
  const { now, by = null } = context;
  await store.lockPublishing(tx);
  const planned = await followAll(tx, await planAll(tx, context, apps, definitions));
  await refuseProblemsBetween(tx, context, planned);
  await requireUniqueIndexes(tx, context, planned);
  const plans = planned.map(({ plan }) => plan);
  for (const plan of plans) {
    await store.dropLeftovers(tx, plan, prepared);
    await store.applyDdl(tx, plan.ddl);
    if (plan.ddl.some(({ kind }) => kind === "create-tables"))
      await store.createIndexes(tx, indexesOf(builtFrom(plan, context)));
    await store.insertRevision(tx, plan, by, now);
    if (needsRecalculation(plan)) await store.upsertRecalculation(tx, plan.app);
  }
  await appendEvents(
    { tx, now },
    plans.map(({ app, revision, changes }) => ({
      type: "app/deployed",
      app,
      by,
      detail: { appRevision: revision, changes },
    })),
  );
  return plans;
}

/** What each app would become; those that are live already are left out. */
async function planAll(
  tx: Transaction,
  { now, by = null }: DeployContext,
  apps: readonly AppToDeploy[],
  definitions: readonly AppDefinition[],
): Promise<readonly PlannedApp[]> {
  const planned: PlannedApp[] = [];
  const problems: DefinitionProblem[] = [];
  for (const [at, definition] of definitions.entries()) {
    const known = await store.findOrInsertApp(tx, definition.code, by, now);
    const { space, draft, isShipped, path } = apps[at]!;
    const complete = completeDefinition(definition);
    if (space !== undefined && space !== known.space_id) await store.updateAppSpace(tx, known.id, space, now);
    if (isShipped) {
      const digest = createHash("sha256").update(JSON.stringify(complete)).digest("hex");
      if (known.live && digest === known.pack_digest) continue;
      await store.updatePackDigest(tx, known.id, digest);
    }
    if (draft && draft.revision !== known.settings_revision)
      throw new Failure("settings/changed-meanwhile", { app: known.id });
    if (draft) await store.finishDraft(tx, known.id, by, now);
    // Somebody else's deploy of the same draft came first, or there was nothing to deploy.
    if (draft && draft.revision === known.live?.revision) continue;
    const next = draft ?? { revision: known.settings_revision + 1 };
    const replan = (one: AppDefinition) => planDeploy(known.id, known.live, one, { ...next, now });
    const plan = replan(complete);
    // A draft without changes is published too, so that the live counter catches up.
    if (plan.changes.length === 0 && !draft) continue;
    const isOutdated = draft && draft.base !== (known.live?.revision ?? 0);
    const found = [...plan.problems, ...(isOutdated ? [{ path: "", message: "draft-outdated" } as const] : [])];
    problems.push(...found.map((one) => placed(one, path)));
    planned.push({ plan, replan, path });
  }
  // Apart from the others, because a definition that is wrong in itself would be told a second time.
  if (problems.length > 0) throw new DefinitionError(problems);
  return planned;
}

/** Lets everything that refers to what is renamed here follow: the apps of the change set, and those that stay as they are. */
async function followAll(tx: Transaction, planned: readonly PlannedApp[]): Promise<readonly PlannedApp[]> {
  const renames = planned.flatMap(({ plan }) => renamesOf(plan) ?? []);
  if (renames.length === 0) return planned;
  const ids = planned.map(({ plan }) => plan.app);
  for (const { app_id: app, definition, isDraft } of await store.readOtherDefinitions(tx, ids)) {
    const followed = followRenames(definition, renames);
    if (followed !== definition) await store.updateDefinition(tx, app, followed, isDraft);
  }
  // Whoever wrote these may have used the new codes already: only what is gone can be meant by its old name.
  const gone = renames.map(({ fields, ...rest }) => {
    const codes = new Set(fields.values());
    return { ...rest, fields: new Map([...fields].filter(([from]) => !codes.has(from))) };
  });
  return planned.map((one) => {
    const followed = followRenames(one.plan.definition, gone);
    return followed === one.plan.definition ? one : { ...one, plan: one.replan(followed) };
  });
}

async function refuseProblemsBetween(
  tx: Transaction,
  context: DeployContext,
  planned: readonly PlannedApp[],
): Promise<void> {
  const built = planned.map(({ plan }) => builtFrom(plan, context));
  const problems = (await sourceProblems(tx, built)).flatMap((found, at) =>
    found.map((one) => placed(one, planned[at]!.path)),
  );
  if (problems.length > 0) throw new DefinitionError(problems);
}
