import { transaction, type Database, type Transaction } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { appendEvents } from "../../events/append-event.ts";
import type { Platform } from "../../platform.ts";
import { DefinitionError, type DefinitionProblem } from "../deploy/definition-problem.ts";
import { deployApps, type AppToDeploy } from "../deploy/deploy-apps.ts";
import { isIdle } from "../deploy/lock-deploys.ts";
import { readUnfinishedDeploys, upsertDeploys, type DraftRow, type UnfinishedDeploy } from "./store.ts";

/** Who publishes, when, and with what. */
export interface PublishContext {
  readonly database: Pick<Database, "owner" | "web">;
  readonly random: Platform["random"];
  readonly now: Date;
  readonly by: number;
}

/** What of a draft is published. */
export interface DraftToPublish extends DraftRow {
  readonly app: string;
}

/** Notes that the deploys of these apps run from now on. */
export function noteProcessing(tx: Transaction, apps: readonly string[], { by, now }: PublishContext): Promise<void> {
  const deploys = apps.map((app) => ({ app, status: "PROCESSING" as const }));
  return upsertDeploys(tx, deploys, by, now);
}

/**
 * Makes all drafts live, or none. Never rejects: whatever goes wrong is noted where the status is asked for, and returned.
 */
export async function publishDrafts(
  context: PublishContext,
  drafts: readonly DraftToPublish[],
): Promise<readonly DefinitionProblem[]> {
  const changeSet = drafts.map(({ app, definition, revision, base_revision: base, origins }): AppToDeploy => ({
    ...{ definition, path: app },
    draft: { revision, base, origins },
  }));
  try {
    await deployApps(context, changeSet);
    return [];
  } catch (error) {
    const problems = problemsOf(error);
    await noteFailure(context, drafts, problems);
    return problems;
  }
}

/** A deploy whose process is alive says so by its lock; before that it takes a moment to get there. */
const startingMs = 30_000;

/**
 * Takes up deploys whose process died, as the same change sets. A deploy that died before it published changed nothing, so
 * it begins anew; one that died afterwards is finished already.
 */
export async function resumeDeploys({
  database,
  random,
  clock,
}: Pick<Platform, "database" | "random" | "clock">): Promise<void> {
  const now = clock();
  if (!(await isIdle(database))) return;
  const before = new Date(now.getTime() - startingMs);
  const found = await transaction(database.web, (tx) => readUnfinishedDeploys(tx, before));
  const setOf = ({ at, by_user }: UnfinishedDeploy) => `${at.getTime()} ${by_user}`;
  for (const one of found.filter((draft, at) => found.findIndex((other) => setOf(other) === setOf(draft)) === at)) {
    const drafts = found.filter((other) => setOf(other) === setOf(one));
    await publishDrafts({ database, random, now, by: one.by_user }, drafts);
  }
}

function problemsOf(error: unknown): readonly DefinitionProblem[] {
  if (error instanceof DefinitionError) return error.problems;
  const isChanged = error instanceof Failure && error.kind === "settings/changed-meanwhile";
  return [{ path: "", message: isChanged ? "draft-changed" : "deploy-failed" }];
}

async function noteFailure(
  { database, now, by }: PublishContext,
  drafts: readonly DraftToPublish[],
  problems: readonly DefinitionProblem[],
): Promise<void> {
  const isOf =
    (app: string) =>
    ({ path }: DefinitionProblem) =>
      path === app || path.startsWith(`${app}: `);
  const guilty = drafts.filter(({ app }) => problems.some(isOf(app)));
  const failed = guilty.length > 0 ? guilty : drafts;
  await transaction(database.web, async (tx) => {
    const deploys = drafts.map((draft) => ({
      app: draft.app,
      status: failed.includes(draft) ? ("FAIL" as const) : ("CANCEL" as const),
      problems: guilty.length > 0 ? problems.filter(isOf(draft.app)) : problems,
    }));
    await upsertDeploys(tx, deploys, by, now);
    const events = failed.map(({ app, revision }) => ({
      ...{ type: "app/deploy-failed" as const, app, by },
      detail: { appRevision: revision },
    }));
    await appendEvents({ tx, now }, events);
  });
}
