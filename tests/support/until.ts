import { setTimeout as wait } from "node:timers/promises";

/**
 * Resolves once `fits` answers true; an answer that never comes, or an error, counts as not yet.
 *
 * @param what - named in the error
 */
export async function until(what: string, fits: () => Promise<boolean>, mostMs = 60_000, everyMs = 100): Promise<void> {
  let last: unknown;
  for (const end = performance.now() + mostMs; performance.now() < end; await wait(everyMs)) {
    try {
      if (await fits()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`Not within ${mostMs} ms: ${what}`, { cause: last });
}
