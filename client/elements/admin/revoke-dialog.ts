import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t, wordsFor } from "../../messages/admin-text.ts";
import type { Certificate } from "../../pages/admin/admin-wire.ts";
import "../form-field.ts";
import { LightElement } from "../light-element.ts";
import "../modal-dialog.ts";

/** As the registry keeps them. @see RFC 5280 section 5.3.1 */
const reasons = ["keyCompromise", "affiliationChanged", "superseded", "cessationOfOperation", "unspecified"] as const;

/**
 * Asks why a certificate is to be revoked, and says what that does.
 *
 * @fires revoke - detail: the reason
 * @fires dialog-close
 */
@customElement("revoke-dialog")
export class RevokeDialog extends LightElement {
  @property({ attribute: false }) certificate: Certificate | undefined;
  @property({ type: Boolean }) busy = false;
  /** Why the server refused, in words. */
  @property() failure = "";
  @state() private reason = "";
  @state() private error = "";

  protected override willUpdate(changed: Map<string, unknown>) {
    if (!changed.has("certificate")) return;
    this.reason = "";
    this.error = "";
  }

  private revoke() {
    this.error = this.reason ? "" : t("admin.form.choose");
    if (this.reason && !this.busy) this.fire("revoke", this.reason);
    else this.querySelector<HTMLElement>("input[type=radio]")?.focus();
  }

  private renderBody({ user, deviceName, serial }: Certificate) {
    return html`<p>
        ${t("admin.revoke.lead", { name: user.name, device: deviceName || t("admin.certificate.no-device") })}
      </p>
      <p class="meta">${t("admin.certificate.serial")}：<span class="serial">${serial}</span></p>
      <p>${t("admin.revoke.effect")}</p>
      ${this.failure ? html`<p class="notice error" role="alert"><strong>${this.failure}</strong></p>` : nothing}
      <form-field
        group
        required
        .for=${"revoke-reason"}
        .label=${t("admin.revoke.reason")}
        .error=${this.error}
        .control=${() =>
          html`<div class="choices vertical">
            ${reasons.map(
              (reason) =>
                html`<label class="choice">
                  <input
                    type="radio"
                    name="revoke-reason"
                    .checked=${this.reason === reason}
                    @change=${() => (this.reason = reason)}
                  />
                  ${wordsFor("admin.revoke.reason", reason, "admin.revoke.reason.unspecified")}
                </label>`,
            )}
          </div>`}
      ></form-field>`;
  }

  private close() {
    this.querySelector("dialog")?.close();
  }

  protected override render() {
    const { certificate } = this;
    return html`<modal-dialog
      .heading=${t("admin.revoke.title")}
      .open=${certificate !== undefined}
      .body=${certificate ? this.renderBody(certificate) : nothing}
      .foot=${
        certificate
          ? html`<button type="button" class="button large" autofocus @click=${() => this.close()}>
                ${t("dialog.cancel")}
              </button>
              <button
                type="button"
                class="button filled danger large"
                aria-disabled=${this.busy ? "true" : nothing}
                @click=${() => this.revoke()}
              >
                ${t("admin.revoke.verb")}
              </button>`
          : nothing
      }
    ></modal-dialog>`;
  }
}
