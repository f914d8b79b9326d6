import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../messages/admin-text.ts";
import { LightElement } from "../light-element.ts";

/** An initial password or another secret, shown this once, with ways to hand it over. */
@customElement("once-secret")
export class OnceSecret extends LightElement {
  @property() secret = "";
  /** What it is; an initial password unless said otherwise. */
  @property() heading = "";
  @property() note = "";
  @state() private said = "";

  private async copy() {
    try {
      await navigator.clipboard.writeText(this.secret);
      this.said = t("admin.secret.copied");
    } catch {
      this.said = t("admin.secret.copy-by-hand"); // the browser refused the clipboard
      getSelection()?.selectAllChildren(this.querySelector("code") ?? this);
    }
  }

  protected override render() {
    if (!this.secret) return nothing;
    return html`<div class="notice warn once-secret">
      <div class="stack">
        <p><strong>${this.heading || t("admin.secret.title")}</strong></p>
        <p class="once-secret-row">
          <code translate="no">${this.secret}</code>
          <button type="button" class="button" @click=${this.copy}>${t("admin.secret.copy")}</button>
        </p>
        <p class="meta">${this.note || t("admin.secret.note")}</p>
        <p role="status">${this.said}</p>
      </div>
    </div>`;
  }
}
