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
