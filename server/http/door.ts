import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { reading, transaction } from "../database.ts";
import { makeDirectoryCache, type DirectoryCache } from "../identity/directory-cache.ts";
import { viewerOf, type Directory, type DirectoryUser } from "../identity/directory.ts";
import { judgeDoor, type DoorRefusal, type RegisteredCertificate } from "../identity/door.ts";
import { hashSessionId, isSessionAlive, seenGranularityMs } from "../identity/login/sessions.ts";
import { touchCertificate, touchSession } from "../identity/login/store.ts";
import { readEntry, type StoredSession } from "../identity/store.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Platform } from "../platform.ts";
import { presentedCertificate } from "./presented-certificate.ts";
import { readCookie, sessionCookie } from "./cookies.ts";

/** A living session of the person whose certificate was presented. */
export interface LivingSession extends StoredSession {
  readonly idHash: Buffer;
}

/** Somebody inside the door: known by certificate, and by password too if there is a session. */
export interface Entered {
  readonly kind: "entered";
  readonly now: Date;
  readonly fingerprint: string;
  readonly certificate: RegisteredCertificate;
  readonly user: DirectoryUser;
  readonly directory: Directory;
  /** Of the deployed apps at the start of the request. */
  readonly appsVersion: string;
  readonly mustChangePassword: boolean;
  /** For the check of a password that comes with the request. */
  readonly passwordHash: string | null;
  readonly session: LivingSession | null;
}

/** Somebody outside, and why. */
export interface ShutOut {
  readonly kind: "shut-out";
  readonly now: Date;
  readonly reason: DoorRefusal;
}

/** The one way in: for every HTTP request, and for every request and event of a socket. */
export interface Door {
  /**
   * Judges the certificate of the request's connection and looks up its session.
   *
   * @param isUse - false for what the person did not do himself (live updates): the session grows idle all the same
   */
  enter(request: IncomingMessage, isUse?: boolean): Promise<Entered | ShutOut>;
  /** The directory cache behind the door, for work without a request. */
  readonly directories: DirectoryCache;
}

/** The door of one process. */
export function makeDoor(platform: Platform): Door {
  const directories = makeDirectoryCache();
  const { database, authorities, config } = platform;
  const limits = { idleMinutes: config.sessionIdleMinutes, absoluteHours: config.sessionAbsoluteHours };

  async function enter(request: IncomingMessage, isUse = true): Promise<Entered | ShutOut> {
    const now = platform.clock();
    const shutOut = (reason: DoorRefusal): ShutOut => ({ kind: "shut-out", now, reason });
    // Without TLS there is no certificate; a header that claims one is never read.
    const socket = request.socket instanceof TLSSocket ? request.socket : undefined;
    const presented = socket ? presentedCertificate(socket, authorities.clientAuthority.certificate) : null;
    if (!presented) return shutOut("missing");

    const sessionId = readCookie(request, sessionCookie);
    const idHash = sessionId ? hashSessionId(sessionId) : null;
    const { row, directory } = await reading(database.reader, async (tx) => {
      const entry = await readEntry(tx, presented.fingerprint, idHash);
      return { row: entry, directory: await directories.at(entry.directoryVersion, tx) };
    });
    const verdict = judgeDoor(presented, row.certificate, now);
    if (verdict.kind === "closed") return shutOut(verdict.reason);
    const user = directory.user(verdict.certificate.userId);
    if (!user) return shutOut("unregistered");

    const session =
      row.session && idHash && isSessionAlive(row.session, limits, now) ? { ...row.session, idHash } : null;
    if (isUse && session && now.getTime() - session.seenAt.getTime() >= seenGranularityMs) {
      await transaction(database.web, (tx) => touchSession(tx, session.idHash, presented.fingerprint, now));
    }
    return {
      kind: "entered",
      now,
      fingerprint: presented.fingerprint,
      certificate: verdict.certificate,
      user,
      directory,
      appsVersion: row.appsVersion,
      mustChangePassword: row.mustChangePassword,
      passwordHash: row.passwordHash,
      session,
    };
  }

  return { enter, directories };
}

/** The viewer of somebody who has shown certificate and password. */
export function viewerOfEntry(entered: Entered): Viewer {
  const { certificate, fingerprint, session } = entered;
  return viewerOf(entered.directory, entered.user, {
    certificate: { id: certificate.id, serial: certificate.serial, fingerprint },
    sessionId: session ? session.idHash.toString("hex") : null,
  });
}

/** Notes the use of a certificate by a program that has no session. */
export async function noteCertificateUse(platform: Platform, { fingerprint, now }: Entered): Promise<void> {
  await transaction(platform.database.web, (tx) => touchCertificate(tx, fingerprint, now));
}
