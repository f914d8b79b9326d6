import type { Context } from "../../http/context.ts";
import { findSpaceHeader } from "../programme/find-programme.ts";
import { readSessionAnswer } from "./store.ts";

/** Who is signed in, on which device, and what the client needs before it shows anything. */
export async function describeSession({ tx, viewer, directory, platform }: Context) {
  const user = directory.user(viewer.userId);
  const row = await readSessionAnswer(tx, {
    userId: viewer.userId,
    sessionHash: viewer.sessionId === null ? null : Buffer.from(viewer.sessionId, "hex"),
    certificateId: viewer.certificate?.id ?? null,
  });
  const organization = viewer.primaryOrganization;
  return {
    user: {
      id: String(viewer.userId),
      code: viewer.code,
      name: viewer.name,
      locale: viewer.locale,
      timezone: viewer.timezone,
      isAdministrator: viewer.isAdministrator,
      email: user?.email ?? "",
      phone: user?.phone ?? "",
      mailNotifications: user?.mailNotifications ?? "to-me",
      preferences: { shortcuts: row.preferences["shortcuts"] !== false, dense: row.preferences["dense"] === true },
    },
    organization: organization ? { code: organization.code, name: organization.name } : null,
    certificate: viewer.certificate && {
      serial: viewer.certificate.serial,
      notAfter: row.not_after?.toISOString() ?? null,
      deviceName: row.device_name ?? "",
    },
    token: row.csrf_token ?? "",
    mustChangePassword: row.must_change_password,
    idleMinutes: platform.config.sessionIdleMinutes,
    maxFileBytes: platform.config.maxFileBytes,
    expiresAt: row.expires_at?.toISOString() ?? null,
    programme: await findSpaceHeader(tx, viewer.locale),
    unread: { toMe: row.unread_to_me, all: row.unread },
  };
}
