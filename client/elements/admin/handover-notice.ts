import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { t } from "../../messages/admin-text.ts";
import { locale } from "../../messages/text.ts";
import { icon } from "../icons.ts";
import { LightElement } from "../light-element.ts";
import "./once-secret.ts";

export interface Handover {
  /** What happened, as a heading. */
  title: string;
  email: string;
  loginName: string;
  /** Until when the link in the mail works; null when no mail was sent. */
  expiresAt: string | null;
  /** null: the person keeps the password of before. */
  initialPassword: string | null;
}

/**
 * What was sent, and what is left to hand over on paper. The password is on the page only as long as this is.
 *
 * @fires letter-print
 * @fires handover-done
 */
@customElement("handover-notice")
export class HandoverNotice extends LightElement {
  @property({ attribute: false }) handover: Handover | undefined;
  @property({ type: Boolean }) busy = false;

  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("handover") && this.handover) this.querySelector<HTMLElement>("h2")?.focus();
  }

  protected override render() {
    if (!this.handover) return nothing;
    const { title, email, loginName, expiresAt, initialPassword } = this.handover;
    return html`<section class="card stack handover" aria-labelledby="handover-title">
      <h2 id="handover-title" tabindex="-1">${icon("check")}${title}</h2>
      ${
        expiresAt
          ? html`<ul>
              <li>${t("admin.handover.link-sent", { email })}</li>
              <li>${t("admin.handover.secret-sent", { email })}</li>
              <li>${t("admin.handover.until", { at: showInstant(expiresAt, locale()) })}</li>
            </ul>`
          : nothing
      }
      <dl class="pairs">
        <div>
          <dt>${t("admin.user.code")}</dt>
          <dd translate="no">${loginName}</dd>
        </div>
      </dl>
      ${
        initialPassword
          ? html`<once-secret .secret=${initialPassword}></once-secret>
              <p>${t("admin.handover.next")}</p>`
          : html`<p>${t("admin.handover.keeps-password")}</p>`
      }
      <div class="buttons">
        ${
          initialPassword
            ? html`<button
                type="button"
                class="button filled"
                aria-disabled=${this.busy ? "true" : nothing}
                @click=${() => this.fire("letter-print")}
              >
                ${icon("download")}${this.busy ? t("admin.handover.making") : t("admin.handover.letter")}
              </button>`
            : nothing
        }
        <button type="button" class="button" @click=${() => this.fire("handover-done")}>
          ${t(initialPassword ? "admin.handover.done-secret" : "admin.handover.done")}
        </button>
      </div>
    </section>`;
  }
}
