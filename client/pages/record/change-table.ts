import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { fieldOf, isEmptyValue, labelOf, showValue, translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import { tableChanges, type RowChange } from "./table-changes.ts";
import type { App, Change } from "../../wire.ts";
import { LightElement } from "../../elements/light-element.ts";

const rowWords = {
  added: "history.row-added",
  removed: "history.row-removed",
  changed: "history.row-changed",
} as const;

/** Changed fields, before beside after; tables row by row. */
@customElement("change-table")
export class ChangeTable extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  /** Names the table for those who cannot see where it stands. */
  @property() label = "";
  @property({ attribute: false }) changes: readonly Change[] = [];
  /** Words over the two columns of values. */
  @property({ attribute: false }) heads = { before: t("history.before"), after: t("history.after") };
  /** Messages by field code, shown at the field. */
  @property({ attribute: false }) errors: Readonly<Record<string, string>> = {};

  private shown(code: string, value: unknown) {
    const field = fieldOf(this.app, code);
    if (isEmptyValue(value)) return html`<span class="hint">${t("form.nothing")}</span>`;
    return field ? showValue(this.app, field, value, true, this.record) : nothing;
  }

  private renderRow({ kind, place, cells }: RowChange) {
    return html`<li>
      <span class="tag ${kind === "added" ? "ok" : kind === "removed" ? "error" : ""}"
        >${t(rowWords[kind], { n: place })}</span
      >
      <ul class="cell-changes">
        ${cells.map(
          ({ code, before, after }) =>
            html`<li>
              <strong>${labelOf(this.app, code)}</strong>
              ${kind === "added" ? nothing : html`<span>${this.shown(code, before)}</span>`}
              ${kind === "changed" ? html`<span>→</span>` : nothing}
              ${kind === "removed" ? nothing : html`<span>${this.shown(code, after)}</span>`}
            </li>`,
        )}
      </ul>
    </li>`;
  }

  private renderValues({ code, before, after }: Change) {
    if (fieldOf(this.app, code)?.type !== "SUBTABLE")
      return html`<td data-label=${this.heads.before}>${this.shown(code, before)}</td>
        <td data-label=${this.heads.after}>${this.shown(code, after)}</td>`;
    const { rows, isReordered } = tableChanges(before, after);
    return html`<td colspan="2">
      <ul class="row-changes">
        ${rows.map((row) => this.renderRow(row))} ${isReordered ? html`<li>${t("history.row-moved")}</li>` : nothing}
      </ul>
    </td>`;
  }

  protected override render() {
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${this.label}>
      <table class="table changes">
        <thead>
          <tr>
            <th scope="col">${t("history.field")}</th>
            <th scope="col">${this.heads.before}</th>
            <th scope="col">${this.heads.after}</th>
          </tr>
        </thead>
        <tbody>
          ${this.changes.map(
            (change) =>
              html`<tr>
                <th scope="row">
                  ${translator(this.app)(change.label)}
                  ${this.errors[change.code] ? html`<span class="field-error">${t("form.problem", { text: this.errors[change.code]! })}</span>` : nothing}
                </th>
                ${this.renderValues(change)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
