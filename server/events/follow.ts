import { transaction, type Transaction } from "../database.ts";
import type { Platform } from "../platform.ts";
import type { EventType, StoredEvent } from "./event.ts";
import { claimEvent, deleteFromOutbox, notifyLive, postponeEvent } from "./store.ts";

/** Somebody who acts on what has happened. */
export interface Follower {
  readonly name: string;
  readonly types: ReadonlySet<EventType>;
  /** Does its work in `tx`, which also takes the event out of the outbox: both happen, or neither. */
  follow(tx: Transaction, event: StoredEvent, now: Date): Promise<void>;
}

type Means = Pick<Platform, "database" | "clock">;

/**
 * Hands the events of the outbox to the followers, oldest first, until none is due or `signal` asks to stop.
 *
 * Each event is handed over at least once, and its effect in the database happens exactly once, however many processes
 * follow and whenever one of them dies. An event whose follower fails waits longer each time and holds up no other.
 *
 * @returns how many events were handed over
 */
export async function followEvents(
  means: Means,
  followers: readonly Follower[],
  signal?: AbortSignal,
): Promise<number> {
  let followed = 0;
  while (!signal?.aborted) {
    const result = await followNext(means, followers);
    if (result === "none") break;
    if (result === "followed") followed += 1;
  }
  return followed;
}

async function followNext({ database, clock }: Means, followers: readonly Follower[]) {
  const now = clock();
  let claimed: StoredEvent | undefined;
  try {
    return await transaction(database.web, async (tx) => {
      claimed = await claimEvent(tx, now);
      if (!claimed) return "none";
      for (const follower of followers) {
        if (follower.types.has(claimed.type)) await follower.follow(tx, claimed, now);
      }
      await deleteFromOutbox(tx, claimed.id);
      await notifyLive(tx, claimed.id);
      return "followed";
    });
  } catch (error) {
    if (!claimed) throw error;
    await postpone(database, claimed.id, error, now);
    return "postponed";
  }
}

function postpone(database: Means["database"], event: string, error: unknown, now: Date): Promise<void> {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return transaction(database.web, (tx) => postponeEvent(tx, event, reason.slice(0, 300), now));
}
