import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import "./change-table.ts";
import { LightElement } from "../../elements/light-element.ts";
import { locale, t } from "../../messages/text.ts";
import { uniqueId } from "../../unique-id.ts";
import type { App, History } from "../../wire.ts";
import { changesBetween } from "./compare-revisions.ts";

type Revision = History["revisions"][number];

/** Two revisions of a record, chosen by the reader, field by field beside each other. */
@customElement("revision-compare")
export class RevisionCompare extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  /** Newest first, without holes. */
  @property({ attribute: false }) revisions: readonly Revision[] = [];
  @state() private chosen: { from?: string; to?: string } = {};
  #id = uniqueId("compare");

  private renderChoice(which: "from" | "to", options: readonly Revision[], value: string | undefined) {
    const newest = this.revisions[0]?.revision;
    return html`<label class="inline-field" for="${this.#id}-${which}">
      <span>${t(`history.${which}`)}</span>
      <select
        class="select"
        id="${this.#id}-${which}"
        @change=${(event: Event) => {
          this.chosen = { ...this.chosen, [which]: (event.target as HTMLSelectElement).value };
        }}
      >
        ${options.map(
          ({ revision, at, by }) =>
            html`<option value=${revision} .selected=${revision === value}>
              ${
                revision === newest
                  ? t("history.option-now", { n: revision })
                  : t("history.option", { n: revision, at: showInstant(at, locale(), true), name: by?.name ?? "" })
              }
            </option>`,
        )}
      </select>
    </label>`;
  }

  protected override render() {
    const [newest, before] = this.revisions;
    if (!newest || !before) return nothing;
    const to = this.chosen.to ?? newest.revision;
    const earlier = this.revisions.filter(({ revision }) => Number(revision) < Number(to));
    const from = earlier.find(({ revision }) => revision === this.chosen.from)?.revision ?? earlier[0]?.revision;
    const changes = from === undefined ? [] : changesBetween(this.revisions, from, to);
    const words =
      changes.length === 0 ? t("history.same") : t("history.differences", { from: from ?? "", to, n: changes.length });
    return html`<details class="group">
      <summary>${t("history.compare")}</summary>
      <div class="stack">
        <div class="list-tools">
          ${this.renderChoice("from", earlier, from)} ${this.renderChoice("to", this.revisions.slice(0, -1), to)}
        </div>
        <p role="status">${words}</p>
        ${
          changes.length === 0
            ? nothing
            : html`<change-table
                .app=${this.app}
                .record=${this.record}
                .label=${words}
                .changes=${changes}
                .heads=${{ before: t("history.revision", { n: from ?? "" }), after: t("history.revision", { n: to }) }}
              ></change-table>`
        }
      </div>
    </details>`;
  }
}
