import { BulkFailure, Failure, Outrun } from "../errors.ts";

/** Runs of one request; each but the last may lose against another request. */
const mostAttempts = 5;
/** PostgreSQL's deadlock_detected and serialization_failure: the other one has won, and nothing of ours was kept. */
const lost: ReadonlySet<unknown> = new Set(["40P01", "40001"]);

/**
 * Runs a request's transaction, and again from the start when it lost against another that wanted the same records.
 *
 * @throws what `attempt` throws; Failure server/busy when it lost each time
 */
export async function tryAgain<Result>(attempt: (isFirst: boolean) => Promise<Result>): Promise<Result> {
  for (let left = mostAttempts - 1; ; left--) {
    try {
      return await attempt(left === mostAttempts - 1);
    } catch (error) {
      const cause = error instanceof BulkFailure ? error.cause : error;
      const isOutrun = cause instanceof Outrun;
      if (!isOutrun && !lost.has((cause as { code?: unknown } | null)?.code)) throw error;
      if (left > 0) continue;
      const told = isOutrun ? cause.cause : new Failure("server/busy");
      throw error instanceof BulkFailure ? new BulkFailure(told, error.at, error.of) : told;
    }
  }
}
