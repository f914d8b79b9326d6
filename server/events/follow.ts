import { transaction, type Transaction } from "../database.ts";
import type { Platform } from "../platform.ts";
import type { EventType, StoredEvent } from "./event.ts";
import { claimEvents, finishEvents, postponeEvent } from "./store.ts";

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
  // After a batch that failed, its events are tried each by itself, so that the one at fault holds up no other.
  let alone = 0;
  while (!signal?.aborted) {
    const batch = await followBatch(means, followers, alone > 0 ? 1 : mostAtOnce);
    if (batch.claimed === 0) break;
    followed += batch.followed;
    alone = batch.followed === 0 && batch.claimed > 1 ? batch.claimed : Math.max(alone - 1, 0);
  }
  return followed;
}

/** How many events share a transaction: a hundred records that are saved at once need not take a hundred. */
const mostAtOnce = 50;

async function followBatch({ database, clock }: Means, followers: readonly Follower[], most: number) {
  const now = clock();
  let claimed: readonly StoredEvent[] = [];
  try {
    await transaction(database.web, async (tx) => {
      claimed = await claimEvents(tx, now, most);
      for (const event of claimed) {
        for (const follower of followers) if (follower.types.has(event.type)) await follower.follow(tx, event, now);
      }
      if (claimed.length > 0) await finishEvents(tx, claimed);
    });
    return { claimed: claimed.length, followed: claimed.length };
  } catch (error) {
    const [first] = claimed;
    if (!first) throw error;
    if (claimed.length === 1) await postpone(database, first.id, error, now);
    return { claimed: claimed.length, followed: 0 };
  }
}

function postpone(database: Means["database"], event: string, error: unknown, now: Date): Promise<void> {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return transaction(database.web, (tx) => postponeEvent(tx, event, reason.slice(0, 300), now));
}
