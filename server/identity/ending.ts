import type { Transaction } from "../database.ts";

/** The channel on which processes tell each other, after a commit, that somebody is no longer inside. */
export const doorChannel = "door";

/**
 * Whose presence ends: that of a certificate (cut every connection), or of a person's sessions (some may live on: look
 * at each again).
 */
export type Ending =
  | { readonly kind: "certificate"; readonly fingerprint: string }
  | { readonly kind: "sessions"; readonly userId: number };

/** Tells every process about an ending once the transaction has committed. */
export async function announceEnding(tx: Transaction, ending: Ending): Promise<void> {
  await tx.execute("select pg_notify($1, $2)", [doorChannel, JSON.stringify(ending)]);
}

/** The ending of a notice; undefined for anything that no process of ours sends. */
export function parseEnding(payload: string): Ending | undefined {
  const found = /^\{"kind":"(?:certificate","fingerprint":"([0-9a-f]{64})"|sessions","userId":(\d{1,10}))\}$/.exec(
    payload,
  );
  if (!found) return undefined;
  const [, fingerprint, userId] = found;
  return fingerprint ? { kind: "certificate", fingerprint } : { kind: "sessions", userId: Number(userId) };
}
