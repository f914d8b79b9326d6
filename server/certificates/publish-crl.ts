import type { Transaction } from "../database.ts";
import type { Authority } from "./x509.ts";
import { createRevocationList } from "./crl.ts";
import { readRevoked } from "./store.ts";

const lifetimeMs = 7 * 86_400_000;
const keptMs = 10_000;

/**
 * Gives the revocation list in DER, at most ten seconds old and good for a week. Its number is the time in seconds,
 * which grows by itself.
 *
 * The list is kept for those seconds because anybody may fetch it without a log-in and each one costs a signature over
 * all entries (45 to 80 ms for 5,000); our own door asks the registry and never waits for a list.
 */
export function makeRevocationListSource(authority: Authority) {
  let latest: { readonly madeAt: number; readonly list: Promise<Uint8Array> } | undefined;
  return (read: <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>, now: Date) => {
    const age = latest ? now.getTime() - latest.madeAt : Infinity;
    if (latest && age >= 0 && age < keptMs) return latest.list;
    const list = read((tx) => currentRevocationList(tx, authority, now));
    latest = { madeAt: now.getTime(), list };
    list.catch(() => (latest = undefined));
    return list;
  };
}

/** The revocation list as of now. */
async function currentRevocationList(tx: Transaction, authority: Authority, now: Date): Promise<Uint8Array> {
  const rows = await readRevoked(tx, now);
  return createRevocationList({
    authority,
    number: Math.floor(now.getTime() / 1000),
    revoked: rows.map((row) => ({ serialHex: row.serial, revokedAt: row.revoked_at, reason: row.revocation_reason })),
    now,
    nextUpdate: new Date(now.getTime() + lifetimeMs),
  });
}
