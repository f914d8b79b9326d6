import { createHash } from "node:crypto";
import type { RandomSource } from "../../certificates/serial-number.ts";
import type { StoredSession } from "../store.ts";

/** How long a session lives: without a request, and at most. */
export interface SessionLimits {
  readonly idleMinutes: number;
  readonly absoluteHours: number;
}

/** What a new session is made of; the id goes to the browser, its hash to the database. */
export interface NewSession {
  readonly id: string;
  readonly idHash: Buffer;
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

/** A session with a fresh id and token of 256 bits each. */
export function newSession(random: RandomSource, { absoluteHours }: SessionLimits, now: Date): NewSession {
  const id = Buffer.from(random(32)).toString("base64url");
  return {
    id,
    idHash: hashSessionId(id),
    csrfToken: Buffer.from(random(32)).toString("base64url"),
    expiresAt: new Date(now.getTime() + absoluteHours * 3_600_000),
  };
}

/** What the database keeps of a session id: whoever reads the table cannot use it. */
export function hashSessionId(id: string): Buffer {
  return createHash("sha256").update(id).digest();
}

/** Whether the session still counts: not idle for too long, not older than its absolute end. Both ends are exclusive. */
export function isSessionAlive(session: StoredSession, { idleMinutes }: SessionLimits, now: Date): boolean {
  const idleEndsAt = session.seenAt.getTime() + idleMinutes * 60_000;
  return now.getTime() < idleEndsAt && now < session.expiresAt;
}

/** A use is noted when the last note is this old: one write per person and time, not one per request. */
export const seenGranularityMs = 15_000;
