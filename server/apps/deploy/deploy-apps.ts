import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import { transaction, type Database, type Transaction } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { appendEvents } from "../../events/append-event.ts";
import { indexesOf } from "../app-indexes.ts";
import { buildDeployedApp } from "../build-deployed-app.ts";
import type { DeployedApp } from "../deployed-app.ts";
import { readApps, readRevisions } from "../store.ts";
import { checkDefinition } from "./check-definition.ts";
import { allFields } from "./compare-definitions.ts";
import { needsRecalculation, sourceProblems } from "./check-plans.ts";
import { completeDefinition } from "./complete-definition.ts";
import { DefinitionError, type DefinitionProblem } from "./definition-problem.ts";
import { planDeploy, type DeployPlan, type Origins } from "./plan-deploy.ts";
import * as store from "./store.ts";

/** Who deploys, when, and with what. */
export interface DeployContext {
  database: Pick<Database, "owner">;
  now: Date;
  /** User id; absent for packs that the platform installs itself. */
  by?: number | null;
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

/** Time after which a deploy that never got its locks gives up with nothing changed. */
const giveUpAfterMs = 60_000;

/**
 * Deploys all apps of a change set or none of them, in one transaction; then makes missing indexes without stopping
 * anybody. An app that is live as it is stays untouched, its revision included.
 *
 * @throws DefinitionError with every problem of every app, before anything is changed
 */
export async function deployApps(context: DeployContext, apps: readonly AppToDeploy[]): Promise<Deployed> {
  const definitions = requireDefinitions(apps);
  for (let waitedMs = 0, waitMs = 50; ; waitMs = Math.min(waitMs * 2, 1_000)) {
    try {
      const plans = await transaction(context.database.owner, (tx) => deployAll(tx, context, apps, definitions));
      await buildIndexes(
        context.database,
        plans.map(({ app }) => app),
      );
      return {
        apps: plans.map(({ app, revision, changes, definition: { code } }) => ({ id: app, code, revision, changes })),
      };
    } catch (error) {
      if (!store.isLockTimeout(error) || waitedMs > giveUpAfterMs) throw error;
      waitedMs += waitMs;
      await wait(waitMs);
    }
  }
}

/** Makes the indexes that an interrupted deploy left out; called at every start. */
export async function resumeIndexes(database: Pick<Database, "owner">): Promise<void> {
  const apps = await transaction(database.owner, readApps, { readOnly: true });
  await buildIndexes(
    database,
    apps.map(({ id }) => id),
  );
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

async function deployAll(
  tx: Transaction,
  { now, by = null }: DeployContext,
  apps: readonly AppToDeploy[],
  definitions: readonly AppDefinition[],
): Promise<readonly DeployPlan[]> {
  await store.lockDeploys(tx);
  const plans: DeployPlan[] = [];
  const paths: (string | undefined)[] = [];
  const problems: DefinitionProblem[] = [];
  for (const [at, definition] of definitions.entries()) {
    const known = await store.findOrInsertApp(tx, definition.code, by, now);
    const { space, draft, isShipped } = apps[at]!;
    const complete = completeDefinition(definition);
    if (space !== undefined && space !== known.space_id) await store.updateAppSpace(tx, known.id, space, now);
    if (isShipped) {
      const digest = createHash("sha256").update(JSON.stringify(complete)).digest("hex");
      if (known.live && digest === known.pack_digest) continue;
      await store.updatePackDigest(tx, known.id, digest);
    }
    if (draft && draft.revision !== known.settings_revision) throw new Failure("settings/changed-meanwhile");
    // Somebody else's deploy of the same draft came first, or there was nothing to deploy.
    if (draft && draft.revision === known.live?.revision) {
      await store.finishDraft(tx, known.id, by, now);
      continue;
    }
    const next = draft ?? { revision: known.settings_revision + 1 };
    const plan = planDeploy(known.id, known.live, complete, next);
    if (draft) await store.finishDraft(tx, known.id, by, now);
    // A draft without changes is published too, so that the live counter catches up.
    if (plan.changes.length === 0 && !draft) continue;
    const found = [
      ...plan.problems,
      ...(draft && draft.base !== (known.live?.revision ?? 0)
        ? [{ path: "", message: "draft-outdated" } as const]
        : []),
      ...(await duplicates(tx, plan, known.live?.definition ?? null, draft?.origins)),
    ];
    problems.push(...found.map((one) => ({ ...one, path: [apps[at]!.path, one.path].filter(Boolean).join(": ") })));
    plans.push(plan);
    paths.push(apps[at]!.path);
  }
  // Apart from the others, because a definition that is wrong in itself would be told a second time.
  if (problems.length > 0) throw new DefinitionError(problems);
  const built = plans.map((plan) => builtFrom(plan, by, now));
  const between = (await sourceProblems(tx, built)).flatMap((found, at) =>
    found.map((one) => ({ ...one, path: [paths[at], one.path].filter(Boolean).join(": ") })),
  );
  if (between.length > 0) throw new DefinitionError(between);

  for (const plan of plans) {
    await store.applyDdl(tx, plan.ddl);
    if (plan.ddl.some(({ kind }) => kind === "create-tables"))
      await store.createIndexes(tx, indexesOf(builtFrom(plan, by, now)));
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

/** Existing data that a newly wanted "no duplicates" would contradict. */
async function duplicates(
  tx: Transaction,
  plan: DeployPlan,
  live: AppDefinition | null,
  origins?: Origins,
): Promise<DefinitionProblem[]> {
  const before: ReadonlyMap<string, FieldProperty> = live ? allFields(live) : new Map();
  const found: DefinitionProblem[] = [];
  for (const { code, unique, renamedFrom } of Object.values(plan.definition.fields.properties)) {
    const old = origins ? before.get(origins.fields[code] ?? "") : (before.get(code) ?? before.get(renamedFrom ?? ""));
    if (!unique || !old || old.unique) continue;
    const count = await store.countDuplicates(tx, plan.app, `f${plan.physical.fields[code]!}`);
    if (count > 0)
      found.push({ path: `fields.properties.${code}.unique`, message: "unique-violated", params: { count } });
  }
  return found;
}

function builtFrom({ app, definition, physical, revision }: DeployPlan, by: number | null, now: Date): DeployedApp {
  const header = { created_at: now, created_by: by, updated_at: now, updated_by: by, space_id: null };
  return buildDeployedApp({ id: app, code: definition.code, revision, ...header }, definition, physical);
}

async function buildIndexes(database: Pick<Database, "owner">, ids: readonly string[]): Promise<void> {
  const apps = await transaction(
    database.owner,
    async (tx) => {
      const [rows, revisions] = [await readApps(tx), await readRevisions(tx, ids)];
      const headers = new Map(rows.map((row) => [row.id, row]));
      return revisions.map((one) => buildDeployedApp(headers.get(one.app_id)!, one.definition, one.physical));
    },
    { readOnly: true },
  );
  for (const app of apps) await store.createMissingIndexes(database.owner, indexesOf(app));
}
