import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { widgets } from "../../app-definitions/field-types/widgets.ts";
import { locale, t } from "../messages/text.ts";
import { readRelated, type Related, type ShownReferenceTable } from "../sources.ts";
import { LightElement } from "./light-element.ts";

/** Records of another app that belong to this one, as far as the reader sees them; more come on demand. */
@customElement("related-records")
export class RelatedRecords extends LightElement {
  /** null: the reader sees nothing of the other app. */
  @property({ attribute: false }) settings: ShownReferenceTable | null = null;
  @property() label = "";
  @property({ attribute: false }) place!: { app: string; record: string | null; field: string };
  @state() private shown: Related | undefined;
  @state() private hasFailed = false;
  #of = "";

  protected override willUpdate() {
    const { app, record, field } = this.place;
    const key = `${app} ${record} ${field}`;
    if (key === this.#of || record === null || this.settings === null) return;
    this.#of = key;
    this.shown = undefined;
    void this.load(0);
  }

  private async load(offset: number) {
    const mine = this.#of;
    const { app, record, field } = this.place;
    this.hasFailed = false;
    try {
      const page = await readRelated(app, record!, field, offset);
      if (mine !== this.#of) return; // another record is shown meanwhile
      this.shown = { ...page, records: [...(offset > 0 ? (this.shown?.records ?? []) : []), ...page.records] };
    } catch {
      if (mine === this.#of) this.hasFailed = true;
    }
  }

  private renderTable({ app, records }: Related, { displayProperties }: ShownReferenceTable) {
    const context = { locale: locale(), translate: (text: string) => text, compact: true };
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${this.label}>
      <table class="table">
        <thead>
          <tr>
            ${displayProperties.map(({ label }) => html`<th scope="col">${label}</th>`)}
            <th scope="col"><span class="visually-hidden">${t("table.acts")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${records.map((record) => {
            const id = String(record["$id"]?.value ?? "");
            const place = { app: app ?? "", record: id, field: "" };
            return html`<tr>
              ${displayProperties.map(
                (field) =>
                  html`<td data-label=${field.label}>
                    ${widgets[field.type]?.view(record[field.code]?.value ?? null, field, { ...context, place })}
                  </td>`,
              )}
              <td><a href="/apps/${app}/records/${id}">${t("related.open", { id })}</a></td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  protected override render() {
    const { settings, shown } = this;
    if (settings === null) return html`<span class="hint">${t("related.hidden")}</span>`;
    if (this.place.record === null) return html`<span class="hint">${t("related.later")}</span>`;
    const isEmpty = shown?.records.length === 0;
    return html`
      ${shown && !isEmpty ? this.renderTable(shown, settings) : nothing}
      <p class="hint" role="status">
        ${this.hasFailed ? t("related.failed") : !shown ? t("related.waiting") : isEmpty ? t("related.none") : nothing}
      </p>
      ${
        this.hasFailed || typeof shown?.next === "number"
          ? html`<button type="button" class="button small" @click=${() => this.load(shown?.next ?? 0)}>
              ${t(this.hasFailed ? "related.retry" : "related.more")}
            </button>`
          : nothing
      }
    `;
  }
}
