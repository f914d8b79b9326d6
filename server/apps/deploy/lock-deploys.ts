import { setTimeout as wait } from "node:timers/promises";
import type { DeployContext } from "./deploy-apps.ts";
import { DefinitionError } from "./definition-problem.ts";
import * as store from "./store.ts";

/** Time after which a deploy that never got a table gives up with nothing changed. */
const giveUpAfterMs = 60_000;
/** Time after which a deploy that waits for another one gives up; that one may be indexing a million records. */
const giveUpQueueAfterMs = 600_000;
const firstWaitMs = 50;
const longestWaitMs = 1_000;

type Waiting = Pick<DeployContext, "database" | "random">;

/**
 * Runs `work` while no other deploy runs, in this process or in another. Whoever waits holds no connection meanwhile.
 *
 * @throws DefinitionError `deploy-busy` after ten minutes, and what `work` throws
 */
export async function exclusively<Result>(context: Waiting, work: () => Promise<Result>): Promise<Result> {
  return retried(context, giveUpQueueAfterMs, () => store.tryExclusively(context.database.owner, work));
}

/** Whether no deploy runs at this moment, in any process. */
export async function isIdle({ owner }: Waiting["database"]): Promise<boolean> {
  return (await store.tryExclusively(owner, () => Promise.resolve(true))) !== undefined;
}

/**
 * Runs `work`, which asks for locks with a short limit, again and again until it gets them.
 *
 * @throws DefinitionError `deploy-busy` after a minute, and what else `work` throws
 */
export async function patiently<Result>(
  context: Pick<DeployContext, "random" | "patienceMs">,
  work: () => Promise<Result>,
): Promise<Result> {
  return retried(context, context.patienceMs ?? giveUpAfterMs, async () => {
    try {
      return { result: await work() };
    } catch (error) {
      if (store.isLockTimeout(error)) return undefined;
      throw error;
    }
  });
}

/** Waits 50 ms, 100 ms and so on, a second at most, each shortened by up to a half at random. */
async function retried<Result>(
  { random }: Pick<DeployContext, "random">,
  giveUpMs: number,
  attempt: () => Promise<{ result: Result } | undefined>,
): Promise<Result> {
  for (let waitedMs = 0, waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    const done = await attempt();
    if (done) return done.result;
    if (waitedMs > giveUpMs) throw new DefinitionError([{ path: "", message: "deploy-busy" }]);
    const shorterMs = random ? (random(1)[0]! / 256) * (waitMs / 2) : 0;
    waitedMs += waitMs;
    await wait(waitMs - shorterMs);
  }
}
