import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { countOtherDevices } from "../../certificates/store.ts";
import { isMailAddress, queueMails } from "../../mail/queue-mail.ts";
import { findPassword } from "../login/store.ts";
import { initialPassword, retrievalPassword } from "../login/initial-password.ts";
import { giveInitialPassword, requireActiveUser } from "../people/initial-password.ts";
import { findProgramme } from "../programme/find-programme.ts";
import { linkMail, passwordMail } from "./invitation-mails.ts";
import { enrolmentToken, hashRetrievalPassword, hashToken } from "./secrets.ts";
import { cancelById, cancelOpen, insertEnrolment } from "./store.ts";

/** How long a link works. */
export const enrolmentDays = 30;
/** How many devices of a person have a certificate at one time. */
export const mostDevices = 3;

export interface InviteInput {
  readonly user: number;
  readonly deviceName?: string;
}

/**
 * Invites a person to fetch a certificate: two mails (link, retrieval password) and, while the person has no password
 * of his own, a new initial password for the letter. An open invitation dies; a device of the same name gets a new
 * certificate when the link is used.
 *
 * @throws Failure `thing/not-found`, or `input/invalid` (no address, suspended, too many devices)
 */
export async function invite(context: Context, input: InviteInput) {
  const { tx, now, viewer, directory, platform } = context;
  const user = requireActiveUser(directory, input.user);
  if (!isMailAddress(user.email)) throw new Failure("input/invalid", {}, { user: [{ message: "mail/needed" }] });
  const deviceName = (input.deviceName ?? "").trim();
  if ((await countOtherDevices(tx, user.id, deviceName, now)) >= mostDevices) {
    throw new Failure("input/invalid", {}, { user: [{ message: "devices/too-many", params: { max: mostDevices } }] });
  }

  const stored = await findPassword(tx, user.id);
  const needsPassword = !stored?.password_hash || stored.must_change_password;
  const password = needsPassword ? initialPassword(platform.random) : null;
  if (password !== null) await giveInitialPassword(context, user, password);

  const token = enrolmentToken(platform.random);
  const secret = retrievalPassword(platform.random);
  const expiresAt = new Date(now.getTime() + enrolmentDays * 86_400_000);
  await cancelOpen(tx, user.id, now);
  const id = await insertEnrolment(
    tx,
    {
      userId: user.id,
      tokenHash: hashToken(token)!,
      secretHash: hashRetrievalPassword(secret),
      deviceName,
      createdBy: viewer.userId,
      expiresAt,
    },
    now,
  );

  const programme = await findProgramme(tx, user.locale);
  const invitation = {
    language: user.locale,
    programme: programme.name,
    organization: directory.organization(user.primaryOrganizationId ?? 0)?.name ?? "",
    personName: user.name,
    link: `${platform.config.enrolmentUrl}/enrol/${token}`,
    retrievalPassword: secret,
    expiresAt,
    contact: programme.contact,
  };
  const to = { to: user.email, toUser: user.id, isSecret: true };
  await queueMails(context, [
    { ...to, key: `enrolment/${id}/link`, ...linkMail(invitation) },
    { ...to, key: `enrolment/${id}/password`, ...passwordMail(invitation) },
  ]);
  await appendEvent(context, {
    type: "enrolment/invited",
    by: viewer.userId,
    detail: { user: user.id, enrolment: id },
  });
  return {
    enrolment: { id, expiresAt: expiresAt.toISOString() },
    loginName: user.code,
    initialPassword: password,
    letter: "/portal/v1/admin/letter.pdf",
  };
}

/** Makes the link of an invitation useless. @throws Failure `thing/not-found` if it is not open */
export async function cancelInvitation(context: Context, { id }: { id: string }) {
  const { tx, now, viewer } = context;
  const user = await cancelById(tx, id, now);
  if (user === undefined) throw new Failure("thing/not-found");
  await appendEvent(context, { type: "enrolment/cancelled", by: viewer.userId, detail: { user, enrolment: id } });
  return {};
}
