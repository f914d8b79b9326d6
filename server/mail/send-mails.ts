import { transaction } from "../database.ts";
import { appendEvent } from "../events/append-event.ts";
import type { Platform } from "../platform.ts";
import type { Mailer } from "./open-mailer.ts";
import { claimMails, updateRefused, updateSent, type ClaimedMail } from "./store.ts";

/** After as many failed attempts a mail is given up, and the event `mail/failed` says so. */
export const mostAttempts = 10;
const atOnce = 10;
/** Longer than any attempt can last, see the time limits of the mailer. */
const leaseMs = 180_000;

/**
 * Sends the mails that are due, a few at a time, until none is left or `signal` asks to stop.
 *
 * @returns how many have left
 */
export async function sendMails(platform: Pick<Platform, "database" | "clock">, mailer: Mailer, signal?: AbortSignal) {
  let sent = 0;
  while (!signal?.aborted) {
    const now = platform.clock();
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const claimed = await transaction(platform.database.web, (tx) => claimMails(tx, atOnce, leaseUntil, now));
    const results = await Promise.all(claimed.map((mail) => sendOne(platform, mailer, mail)));
    sent += results.filter(Boolean).length;
    if (claimed.length < atOnce) break;
  }
  return sent;
}

async function sendOne({ database, clock }: Pick<Platform, "database" | "clock">, mailer: Mailer, mail: ClaimedMail) {
  const { id, key, to_address: to, subject, text, attempts } = mail;
  try {
    await mailer.send({ key, to, subject, text });
  } catch (error) {
    const now = clock();
    const retryAt = attempts < mostAttempts ? new Date(now.getTime() + waitMs(attempts)) : null;
    await transaction(database.web, async (tx) => {
      await updateRefused(tx, id, reasonOf(error), retryAt);
      if (!retryAt) await appendEvent({ tx, now }, { type: "mail/failed", by: null, detail: { mail: id } });
    });
    return false;
  }
  await transaction(database.web, (tx) => updateSent(tx, id, clock()));
  return true;
}

/** Half a minute, doubled with each attempt, at most an hour. */
export function waitMs(attempts: number): number {
  return Math.min(30_000 * 2 ** (attempts - 1), 3_600_000);
}

/** What the mail server said, as one line for administrators. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").slice(0, 300);
}
