import { html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../../messages/admin-text.ts";
import type { Account } from "../../pages/admin/admin-wire.ts";
import "../form-field.ts";
import type { ControlFrame } from "../form-field.ts";
import { LightElement } from "../light-element.ts";
import "../modal-dialog.ts";

/**
 * Says what an invitation sends to whom, and asks for the device's name.
 *
 * @fires invite - detail: the device's name, may be empty
 * @fires dialog-close
 */
@customElement("invite-dialog")
export class InviteDialog extends LightElement {
  /** Whom to invite; undefined keeps the dialog shut. */
  @property({ attribute: false }) account: Account | undefined;
  @property({ type: Boolean }) busy = false;
  /** Why the server refused, in words. */
  @property() failure = "";
  @query("#invite-device") private device?: HTMLInputElement;

  protected override updated(changed: Map<string, unknown>) {
    // The dialog focuses what it finds when it opens; the box is drawn a moment later.
    if (changed.has("account") && this.account) requestAnimationFrame(() => this.device?.focus());
  }

  private onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (!this.busy) this.fire("invite", this.device?.value.trim() ?? "");
  }

  private renderBody({ name, email, invitation }: Account) {
    return html`<form class="stack" id="invite-form" @submit=${(event: SubmitEvent) => this.onSubmit(event)}>
      <p>${t("admin.invite.lead", { name })}</p>
      <ol>
        <li>${t("admin.invite.mail-link", { email })}</li>
        <li>${t("admin.invite.mail-secret", { email })}</li>
      </ol>
      <p>${t("admin.invite.letter")}</p>
      ${invitation.state === "open" ? html`<p class="notice warn">${t("admin.invite.replaces")}</p>` : nothing}
      ${this.failure ? html`<p class="notice error" role="alert"><strong>${this.failure}</strong></p>` : nothing}
      <form-field
        .for=${"invite-device"}
        .label=${t("admin.invite.device")}
        .support=${t("admin.invite.device-support")}
        .control=${({ id, describedBy }: ControlFrame) =>
          html`<input class="input full" id=${id} maxlength="64" autocomplete="off" aria-describedby=${describedBy} />`}
      ></form-field>
    </form>`;
  }

  protected override render() {
    const { account } = this;
    return html`<modal-dialog
      .heading=${t("admin.invite.title")}
      .open=${account !== undefined}
      .body=${account ? this.renderBody(account) : nothing}
      .foot=${
        account
          ? html`<button type="button" class="button large" @click=${() => this.querySelector("dialog")?.close()}>
                ${t("dialog.cancel")}
              </button>
              <button class="button filled large" form="invite-form" aria-disabled=${this.busy ? "true" : nothing}>
                ${this.busy ? t("admin.invite.sending") : t("admin.invite.verb")}
              </button>`
          : nothing
      }
    ></modal-dialog>`;
  }
}
