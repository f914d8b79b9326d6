import type { Transaction } from "../database.ts";
import type { Authority } from "./x509.ts";
import { createRevocationList } from "./crl.ts";
import { readRevoked } from "./store.ts";

const lifetimeMs = 7 * 86_400_000;

/**
 * The revocation list as of now, in DER, good for a week. Its number is the time in seconds, which grows by itself.
 *
 * Made anew on each request (45 to 80 ms for 5,000 entries): outsiders fetch it rarely, and a stale list is worse.
 */
export async function currentRevocationList(tx: Transaction, authority: Authority, now: Date): Promise<Uint8Array> {
  const rows = await readRevoked(tx, now);
  return createRevocationList({
    authority,
    number: Math.floor(now.getTime() / 1000),
    revoked: rows.map((row) => ({ serialHex: row.serial, revokedAt: row.revoked_at, reason: row.revocation_reason })),
    now,
    nextUpdate: new Date(now.getTime() + lifetimeMs),
  });
}
