import { setTimeout as wait } from "node:timers/promises";
import { transaction } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { appendEvents } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { lateAnswer, type LateAnswer } from "../../http/endpoint.ts";
import { checkDefinition } from "../deploy/check-definition.ts";
import type { DefinitionProblem } from "../deploy/definition-problem.ts";
import { isAsked, readDraft, type Draft } from "../drafts/draft.ts";
import { failureOf } from "../drafts/draft-problems.ts";
import { invalid } from "./named-parts.ts";
import { statusAt } from "../drafts/deploy-status.ts";
import { noteProcessing, publishDrafts } from "../drafts/publish-drafts.ts";
import { deleteDrafts, readDeploys, upsertDeploys, type DeployStatus } from "../drafts/store.ts";

/** One app of a deploy. A revision that is not the draft's refuses the whole. */
export interface AppToPublish {
  app: string;
  revision?: string | null;
}

/** How long a request waits for its deploy; a longer one goes on, and its callers ask for the status. */
const longestWaitMs = 5_000;

/**
 * Makes the drafts of all these apps live or of none, or throws them away. What is wrong with the definitions themselves
 * is refused at once; what only the data shows ends as FAIL, with CANCEL for the other apps.
 *
 * @throws Failure app/not-found, permission/denied, settings/changed-meanwhile, formula/wrong (GAIA_IL01),
 *   lookup/key-not-unique (GAIA_LO03), input/invalid
 */
export async function deployDrafts(
  context: Context,
  { apps, revert = false }: { apps: readonly AppToPublish[]; revert?: boolean },
): Promise<Record<string, never> | LateAnswer> {
  if (revert) {
    await revertDrafts(context, apps);
    return {};
  }
  const drafts = await requireDeployable(context, apps);
  return lateAnswer(async () => {
    const problems = await deployAll(context, drafts);
    const key = problems.find(({ message }) => message === "source-key-not-unique");
    if (key) throw new Failure("lookup/key-not-unique", key.params);
    return {};
  });
}

/** How the last deploys went; an app that was never deployed by request counts as a success. */
export async function readDeployStatus(
  context: Context,
  { apps }: { apps: readonly string[] },
): Promise<{ apps: { app: string; status: DeployStatus }[] }> {
  requireOnce(apps);
  for (const app of apps) await readDraft(context, app);
  const deploys = new Map((await readDeploys(context.tx, apps)).map((one) => [one.app_id, one]));
  return { apps: apps.map((app) => ({ app, status: statusAt(deploys.get(app), context.now) })) };
}

/** The drafts of these apps, sound in themselves. @throws Failure as `deployDrafts` */
export async function requireDeployable(context: Context, apps: readonly AppToPublish[]): Promise<readonly Draft[]> {
  const drafts = await requireDrafts(context, apps);
  const problems = drafts.flatMap(({ definition }) => checkDefinition(definition).problems);
  if (problems.length > 0) throw failureOf(problems);
  return drafts;
}

/**
 * Deploys the drafts and returns what the data or the live apps had against it; empty after a success, and while a long
 * deploy still runs. To be called outside of any transaction: an index that is made without stopping anybody waits for all
 * of them, the caller's own included.
 */
export async function deployAll(
  { platform, now, viewer }: Pick<Context, "platform" | "now" | "viewer">,
  drafts: readonly Draft[],
): Promise<readonly DefinitionProblem[]> {
  const { database, random } = platform;
  const publisher = { database, random, now, by: viewer.userId };
  const ids = drafts.map(({ app }) => app.id);
  await transaction(database.web, (tx) => noteProcessing(tx, ids, publisher));
  const toPublish = drafts.map(({ app, base, ...draft }) => ({ ...draft, app: app.id, base_revision: base }));
  const finished = publishDrafts(publisher, toPublish);
  const isLate = new AbortController();
  const late = wait(longestWaitMs, [], { signal: isLate.signal, ref: false }).catch(() => []);
  try {
    return await Promise.race([finished, late]);
  } finally {
    isLate.abort();
  }
}

async function revertDrafts(context: Context, apps: readonly AppToPublish[]): Promise<void> {
  const { tx, viewer, now } = context;
  const drafts = await requireDrafts(context, apps);
  const ids = drafts.map(({ app }) => app.id);
  await deleteDrafts(tx, ids);
  await upsertDeploys(
    tx,
    ids.map((app) => ({ app, status: "SUCCESS" })),
    viewer.userId,
    now,
  );
  const events = drafts.map(({ app, revision }) => ({
    ...{ type: "app/settings-reverted" as const, app: app.id, by: viewer.userId },
    detail: { appRevision: revision },
  }));
  await appendEvents({ tx, now }, events);
}

/** @throws Failure input/invalid for an app that is named twice */
function requireOnce(apps: readonly string[]): void {
  const at = apps.findIndex((app, i) => apps.indexOf(app) < i);
  if (at >= 0) throw invalid(`apps[${at}].app`, "app-repeated");
}

async function requireDrafts(context: Context, apps: readonly AppToPublish[]): Promise<readonly Draft[]> {
  requireOnce(apps.map(({ app }) => app));
  const drafts: Draft[] = [];
  for (const { app, revision } of apps) {
    const draft = await readDraft(context, app);
    if (!isAsked(revision, draft)) throw new Failure("settings/changed-meanwhile", { app });
    drafts.push(draft);
  }
  return drafts;
}
