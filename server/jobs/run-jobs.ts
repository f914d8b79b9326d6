import type { Database } from "../database.ts";
import type { Log } from "../http/log.ts";

/** Work that the platform does by itself, over and over. */
export interface Job {
  readonly name: string;
  /** How long after the end of a run the next one begins, in milliseconds; notices may wake it sooner. */
  readonly everyMs: number;
  /** Channel of PostgreSQL notices that wake the job. */
  readonly wokenBy?: string;
  /** One run; `signal` asks it to end after the piece in hand. What it throws is logged, and the job goes on. */
  run(signal: AbortSignal): Promise<unknown>;
}

/** Jobs that are running. */
export interface RunningJobs {
  /** Ends all jobs after the piece of work in hand. */
  stop(): Promise<void>;
}

/**
 * Runs every job now and then again and again, never two runs of one job at a time. A notice during a run leads to
 * another run right after it, so that none is lost.
 */
export async function startJobs(database: Database, jobs: readonly Job[], log: Log): Promise<RunningJobs> {
  const stopping = new AbortController();
  const loops = jobs.map((job) => runOverAndOver(job, stopping.signal, log));
  const endListening = await Promise.all(
    jobs.map(async ({ wokenBy }, at) => wokenBy && database.listen(wokenBy, () => loops[at]?.wake())),
  );
  return {
    async stop() {
      stopping.abort();
      for (const { wake } of loops) wake();
      await Promise.all([...loops.map(({ ended }) => ended), ...endListening.map((end) => end && end())]);
    },
  };
}

function runOverAndOver(job: Job, signal: AbortSignal, log: Log): { wake: () => void; ended: Promise<void> } {
  let isWoken = false;
  let endWait = () => {};

  function wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, job.everyMs);
      endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function loop() {
    while (!signal.aborted) {
      isWoken = false;
      try {
        await job.run(signal);
      } catch (error) {
        log("error", "job failed", { job: job.name, error });
        isWoken = false;
      }
      if (!isWoken && !signal.aborted) await wait();
    }
  }

  return {
    wake: () => {
      isWoken = true;
      endWait();
    },
    ended: loop(),
  };
}
