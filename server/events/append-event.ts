import type { Context } from "../http/context.ts";
import type { NewEvent } from "./event.ts";
import { insertEvents } from "./store.ts";

/**
 * Notes what happened, in the transaction in which it happened; audit, notifications and live updates follow it after
 * the commit. Every write leaves exactly one event.
 *
 * @returns the event's id
 */
export async function appendEvent(context: Pick<Context, "tx" | "now">, event: NewEvent): Promise<string> {
  const [id] = await appendEvents(context, [event]);
  return id!;
}

/** The same for a batch, in one statement and in the order given. */
export async function appendEvents(
  { tx, now }: Pick<Context, "tx" | "now">,
  events: readonly NewEvent[],
): Promise<readonly string[]> {
  return events.length === 0 ? [] : insertEvents(tx, events, now);
}
