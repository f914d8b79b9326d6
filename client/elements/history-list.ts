import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { showInstant } from "../../app-definitions/field-types/japanese-dates.ts";
import { fieldOf, isEmptyValue, showValue, translator } from "../fields.ts";
import { knownKey, locale, t } from "../messages/text.ts";
import type { App, Change, History } from "../wire.ts";
import { LightElement } from "./light-element.ts";

/**
 * Who changed what, newest first, before beside after; only fields that the reader may see today.
 *
 * @fires history-older
 */
@customElement("history-list")
export class HistoryList extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property({ attribute: false }) revisions: History["revisions"] = [];
  @property({ type: Boolean }) older = false;

  private shown(code: string, value: unknown) {
    const field = fieldOf(this.app, code);
    if (isEmptyValue(value)) return html`<span class="hint">${t("form.nothing")}</span>`;
    return field ? showValue(this.app, field, value, true, this.record) : nothing;
  }

  private renderChange({ code, label, before, after }: Change) {
    return html`<tr>
      <th scope="row">${translator(this.app)(label)}</th>
      <td data-label=${t("history.before")}>${this.shown(code, before)}</td>
      <td data-label=${t("history.after")}>${this.shown(code, after)}</td>
    </tr>`;
  }

  protected override render() {
    if (this.revisions.length === 0) return html`<p class="hint">${t("history.none")}</p>`;
    return html`<ol class="history">
        ${this.revisions.map(({ revision, kind, at, by, changes }) => {
          const words = knownKey(`history.kind-${kind}`);
          return html`<li>
            <h3>
              <time datetime=${at}>${showInstant(at, locale())}</time>
              ${by.name}${words ? html`<span class="tag">${t(words)}</span>` : nothing}
              <span class="meta">${t("history.revision", { n: revision })}</span>
            </h3>
            ${
              changes.length === 0
                ? nothing
                : html`<div
                    class="table-frame"
                    tabindex="0"
                    role="region"
                    aria-label=${t("history.changes", { n: revision })}
                  >
                    <table class="table">
                      <thead>
                        <tr>
                          <th scope="col">${t("history.field")}</th>
                          <th scope="col">${t("history.before")}</th>
                          <th scope="col">${t("history.after")}</th>
                        </tr>
                      </thead>
                      <tbody>
                        ${changes.map((change) => this.renderChange(change))}
                      </tbody>
                    </table>
                  </div>`
            }
          </li>`;
        })}
      </ol>
      ${this.older ? html`<button type="button" class="button" @click=${() => this.fire("history-older")}>${t("history.older")}</button>` : nothing}`;
  }
}
