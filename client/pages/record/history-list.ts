import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { knownKey, locale, t } from "../../messages/text.ts";
import type { App, History } from "../../wire.ts";
import "./change-table.ts";
import { LightElement } from "../../elements/light-element.ts";

/**
 * Who changed what, newest first, before beside after; only fields that the reader may see today.
 *
 * @fires history-older
 * @fires history-restore - detail: the revision to bring back
 */
@customElement("history-list")
export class HistoryList extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property({ attribute: false }) revisions: History["revisions"] = [];
  @property({ type: Boolean }) older = false;
  @property({ type: Boolean }) mayRestore = false;

  private renderRevision({ revision, kind, at, by, changes }: History["revisions"][number], place: number) {
    const words = knownKey(`history.kind-${kind}`);
    return html`<li>
      <div class="history-head">
        <h3>
          <time datetime=${at}>${showInstant(at, locale())}</time>
          ${by?.name ?? t("reason.somebody")}${words ? html`<span class="tag">${t(words)}</span>` : nothing}
          <span class="meta">${t("history.revision", { n: revision })}</span>
        </h3>
        ${
          this.mayRestore && place > 0
            ? html`<button type="button" class="button small" @click=${() => this.fire("history-restore", revision)}>
                ${t("history.restore")}<span class="visually-hidden">${t("history.restore-of", { n: revision })}</span>
              </button>`
            : nothing
        }
      </div>
      ${
        // Deleting empties every field; that says nothing.
        changes.length === 0 || kind === "deleted"
          ? nothing
          : html`<change-table
              .app=${this.app}
              .record=${this.record}
              .label=${t("history.changes", { n: revision })}
              .changes=${changes}
            ></change-table>`
      }
    </li>`;
  }

  protected override render() {
    if (this.revisions.length === 0) return html`<p class="hint">${t("history.none")}</p>`;
    return html`<ol class="history">
        ${this.revisions.map((revision, place) => this.renderRevision(revision, place))}
      </ol>
      ${this.older ? html`<button type="button" class="button" @click=${() => this.fire("history-older")}>${t("history.older")}</button>` : nothing}`;
  }
}
