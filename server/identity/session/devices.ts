import { statusOf } from "../../certificates/list-certificates.ts";
import { readCertificatesOfUser } from "../../certificates/store.ts";
import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { announceEnding } from "../ending.ts";
import { deleteSession, readSessions } from "../login/store.ts";

/** The viewer's own certificates and living sessions. */
export async function listDevices({ tx, viewer, now, platform }: Context) {
  const idleSince = new Date(now.getTime() - platform.config.sessionIdleMinutes * 60_000);
  const certificates = await readCertificatesOfUser(tx, viewer.userId);
  const sessions = await readSessions(tx, viewer.userId, idleSince, now);
  return {
    certificates: certificates.map((row) => ({
      id: row.id,
      serial: row.serial,
      deviceName: row.device_name,
      status: statusOf(row, now),
      notBefore: row.not_before.toISOString(),
      notAfter: row.not_after.toISOString(),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      isThis: row.id === viewer.certificate?.id,
    })),
    sessions: sessions.map((row) => ({
      // The hash of the session's id: it names a session and opens none.
      id: row.id_hash.toString("hex"),
      createdAt: row.created_at.toISOString(),
      seenAt: row.seen_at.toISOString(),
      userAgent: row.user_agent,
      deviceName: row.device_name,
      isThis: row.id_hash.toString("hex") === viewer.sessionId,
    })),
  };
}

/** Ends one of the viewer's own sessions. @throws Failure `thing/not-found` */
export async function endSession(context: Context, { id }: { id: string }) {
  const { tx, viewer } = context;
  if (!(await deleteSession(tx, Buffer.from(id, "hex"), viewer.userId))) throw new Failure("thing/not-found");
  await appendEvent(context, {
    type: "user/logged-out",
    by: viewer.userId,
    detail: { isElsewhere: id !== viewer.sessionId },
  });
  await announceEnding(tx, { kind: "sessions", userId: viewer.userId });
  return {};
}
