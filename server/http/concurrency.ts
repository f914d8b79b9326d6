import type { ServerResponse } from "node:http";
import { Failure } from "../errors.ts";

/** How many requests of one person run at one moment; kintone's limit of 100 is for a whole domain. */
export const mostAtOnce = 100;

/** kintone's headers for an answer whose caller is not known yet: nobody's requests are counted. */
export function setUncounted(response: ServerResponse): void {
  response.setHeader("X-ConcurrencyLimit-Limit", mostAtOnce);
  response.setHeader("X-ConcurrencyLimit-Running", 0);
}

/** Counts running requests per person. */
export interface ConcurrencyLimit {
  /**
   * Counts a request and tells the client, with kintone's headers, how far it is from the limit.
   *
   * @returns to be called when the request has been answered
   * @throws Failure `request/too-many`
   */
  enter(userId: number, response: ServerResponse): () => void;
}

/** Keeps the counts of one process. */
export function makeConcurrencyLimit(): ConcurrencyLimit {
  const running = new Map<number, number>();
  return {
    enter(userId, response) {
      const count = (running.get(userId) ?? 0) + 1;
      response.setHeader("X-ConcurrencyLimit-Limit", mostAtOnce);
      response.setHeader("X-ConcurrencyLimit-Running", count);
      if (count > mostAtOnce) throw new Failure("request/too-many");
      running.set(userId, count);
      return () => {
        const left = (running.get(userId) ?? 1) - 1;
        if (left > 0) running.set(userId, left);
        else running.delete(userId);
      };
    },
  };
}

/** Transactions of one person that run at one moment: half of what a pool has connections for. */
export const mostHeld = 5;
/** Of all people together, beyond the first of each: the rest of a pool is for whoever has none yet. */
export const mostShared = 7;
/** As long as a request waits for a connection. */
const longestWaitMs = 10_000;

/**
 * Runs `work` at once for a person of whom nothing runs; more of the same person's as long as less than `mostHeld` of it
 * and less than `mostShared` of everybody's is running. @throws Failure `server/busy` after 10 s
 */
export type Turns = <Result>(userId: number, work: () => Promise<Result>) => Promise<Result>;

/**
 * Lets whoever sends many dear requests at once wait behind himself, so that the database stays open to everybody else, even
 * when several people do so together. Keeps the lines of one process.
 */
export function makeTurns(): Turns {
  const lines = new Map<number, Line>();
  let running = 0;

  const mayRun = (line: Line) => line.running === 0 || (line.running < mostHeld && running < mostShared);
  function begin(line: Line) {
    line.running += 1;
    running += 1;
  }

  /** Whoever was served goes to the end, so that those who wait are served in turn. */
  function end(userId: number, line: Line) {
    line.running -= 1;
    running -= 1;
    lines.delete(userId);
    if (line.running > 0 || line.waiting.length > 0) lines.set(userId, line);
    for (const other of lines.values()) {
      while (other.waiting.length > 0 && mayRun(other)) {
        begin(other);
        other.waiting.shift()!();
      }
    }
  }

  return async (userId, work) => {
    const line = lines.get(userId) ?? { running: 0, waiting: [] };
    lines.set(userId, line);
    if (mayRun(line)) begin(line);
    else await nextTurn(line.waiting);
    try {
      return await work();
    } finally {
      end(userId, line);
    }
  };
}

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

function nextTurn(waiting: (() => void)[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const begin = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(begin), 1);
      reject(new Failure("server/busy"));
    }, longestWaitMs);
    waiting.push(begin);
  });
}
