import { html, type TemplateResult } from "lit";
import { inJapan, showDay } from "../../../app-definitions/field-types/japanese-dates.ts";
import { locale } from "../../messages/text.ts";
import { t, wordsFor } from "../../messages/admin-text.ts";
import type { Account, Certificate, Mail } from "../../pages/admin/admin-wire.ts";
import { icon, type IconName } from "../icons.ts";

type Tone = "ok" | "warn" | "error" | "plain";

const signs: Readonly<Record<Tone, IconName>> = { ok: "check", warn: "alert", error: "alert", plain: "more" };
/** From this many days before the end of a certificate the secretariat should act. */
const warnDays = 30;

/** A state in words, with sign and colour. */
export function stateTag(tone: Tone, words: string, sign: IconName = signs[tone]): TemplateResult {
  return html`<span class="tag ${tone}">${icon(sign)}${words}</span>`;
}

/** A day in Japan, short; nothing for none. */
export function shortDay(instant: string | null | undefined): string {
  return instant ? showDay(inJapan(instant).day, locale(), true) : "";
}

/** Whether a person may enter. */
export function accountTag({ status }: Account): TemplateResult {
  return status === "active"
    ? stateTag("ok", t("admin.user.state.active"))
    : stateTag("error", t("admin.user.state.suspended"), "lock");
}

/** How far the invitation of a person has come. */
export function invitationTag({ invitation, certificates }: Account): TemplateResult {
  const day = shortDay(invitation.expiresAt);
  if (invitation.state === "open") return stateTag("plain", t("admin.invitation.open", { day }), "bell");
  if (invitation.state === "expired") return stateTag("warn", t("admin.invitation.expired", { day }));
  if (invitation.state === "claimed") return stateTag("ok", t("admin.invitation.claimed"));
  return certificates.active > 0
    ? html`${t("admin.invitation.not-needed")}`
    : stateTag("plain", t("admin.invitation.none"));
}

/** State of a certificate; the last 30 days before its end are said in words. */
export function certificateTag({ status, daysLeft }: Pick<Certificate, "status" | "daysLeft">): TemplateResult {
  if (status === "revoked") return stateTag("error", t("admin.certificate.state.revoked"), "close");
  if (status === "superseded") return stateTag("plain", t("admin.certificate.state.superseded"));
  if (status === "issuing") return stateTag("plain", t("admin.certificate.state.issuing"));
  if (status === "expired" || daysLeft < 0) return stateTag("error", t("admin.certificate.state.expired"));
  if (daysLeft <= warnDays) return stateTag("warn", t("admin.certificate.state.soon"));
  return stateTag("ok", t("admin.certificate.state.active"));
}

/** Whether a mail went out. */
export function mailTag({ state }: Pick<Mail, "state">): TemplateResult {
  const tones = { sent: "ok", queued: "plain", failed: "error" } as const;
  return stateTag(tones[state] ?? "plain", wordsFor("admin.mail.state", state, "admin.mail.state.queued"));
}
