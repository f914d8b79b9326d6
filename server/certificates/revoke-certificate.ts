import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import type { Context } from "../http/context.ts";
import { announceEnding } from "../identity/ending.ts";
import { deleteSessionsOfCertificate } from "../identity/login/store.ts";
import type { RevocationReason } from "./crl.ts";
import { markRevoked, readActiveFingerprints } from "./store.ts";

export interface RevokeInput {
  readonly id: string;
  readonly reason: RevocationReason;
}

/**
 * Revokes a certificate for ever: registry, sessions and event in one transaction; its commit cuts open connections.
 * Revoking it again changes nothing.
 *
 * @throws Failure `thing/not-found`
 */
export async function revokeCertificate(context: Context, { id, reason }: RevokeInput) {
  const { tx, now, viewer } = context;
  const revoked = await markRevoked(tx, { id, reason, by: viewer.userId }, now);
  if (!revoked) throw new Failure("thing/not-found");
  if (!revoked.is_new) return {};
  await deleteSessionsOfCertificate(tx, revoked.fingerprint);
  await announceEnding(tx, { kind: "certificate", fingerprint: revoked.fingerprint });
  const detail = { user: revoked.user_id, certificate: id, reason };
  await appendEvent(context, { type: "certificate/revoked", by: viewer.userId, detail });
  return {};
}

/** Ends every open connection of a person without touching the certificates: they work again after a suspension. */
export async function cutConnections({ tx }: Pick<Context, "tx">, userId: number): Promise<void> {
  for (const fingerprint of await readActiveFingerprints(tx, userId)) {
    await announceEnding(tx, { kind: "certificate", fingerprint });
  }
}
