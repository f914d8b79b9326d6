import { html, nothing, type TemplateResult } from "lit";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { t, wordsFor } from "../../messages/admin-text.ts";
import { locale } from "../../messages/text.ts";
import type { Certificate } from "../../pages/admin/admin-wire.ts";
import { certificateTag, shortDay } from "./state-tag.ts";

/** True while the certificate still opens the door, so that it can be revoked. */
export function isUsable({ status, daysLeft }: Certificate): boolean {
  return status === "active" && daysLeft >= 0;
}

/** Device and serial number. */
export function deviceCell({ deviceName, serial }: Certificate): TemplateResult {
  return html`${deviceName || t("admin.certificate.no-device")}<span class="meta cell-line serial">${serial}</span>`;
}

/** The state in words; of a revoked one also when and why. */
export function stateCell(certificate: Certificate): TemplateResult {
  const { revokedAt, revocationReason } = certificate;
  return html`${certificateTag(certificate)}${
    revokedAt
      ? html`<span class="meta cell-line"
          >${shortDay(revokedAt)}
          ${revocationReason ? wordsFor("admin.revoke.reason", revocationReason, "admin.revoke.reason.unspecified") : nothing}</span
        >`
      : nothing
  }`;
}

/** The last day and how many are left. */
export function endCell(certificate: Certificate): TemplateResult {
  const { notAfter, daysLeft } = certificate;
  return html`${shortDay(notAfter)}${
    isUsable(certificate)
      ? html`<span class="meta cell-line">${t("admin.certificate.days-left", { n: daysLeft })}</span>`
      : nothing
  }`;
}

/** When it was last shown at the door. */
export function lastUseCell({ lastUsedAt }: Certificate): string {
  return lastUsedAt ? showInstant(lastUsedAt, locale(), true) : t("admin.certificate.never-used");
}

/** The way to revoke it; nothing when that would change nothing. */
export function revokeCell(certificate: Certificate, revoke: () => void): TemplateResult | typeof nothing {
  if (!isUsable(certificate)) return nothing;
  return html`<button type="button" class="button" @click=${revoke}>
    <span
      >${t("admin.revoke.open")}<span class="visually-hidden"
        >${t("admin.revoke.of", { name: certificate.user.name, device: certificate.deviceName })}</span
      ></span
    >
  </button>`;
}
