import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { get } from "../../api.ts";
import { LightElement } from "../../elements/light-element.ts";
import "../../elements/record-form.ts";
import { translator } from "../../fields.ts";
import { sectionsOf } from "../../form-sections.ts";
import { t } from "../../messages/text.ts";
import { Query } from "../../query.ts";
import type { App, FieldRights, RecordCells } from "../../wire.ts";
import { withoutLinks } from "./without-links.ts";

interface BinnedRecord {
  title: string;
  record: RecordCells;
  fields: FieldRights;
  tabs: string[];
}

/** What a deleted record holds, tab below tab. */
@customElement("bin-preview")
export class BinPreview extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  #binned = new Query<BinnedRecord>(this, () => ({
    key: ["bin", this.app.id, "record", this.record],
    read: () => get<BinnedRecord>("/portal/v1/bin/record.json", { app: this.app.id, id: this.record }),
  }));

  protected override render() {
    const { data, error } = this.#binned;
    if (error) return html`<page-problem .error=${error}></page-problem>`;
    if (!data) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const { app, record } = withoutLinks(this.app, data.record);
    const sections = sectionsOf(app);
    const translate = translator(app);
    const part = (code: string) =>
      html`<record-form
        .app=${app}
        .rows=${sections.get(code) ?? []}
        .cells=${record}
        .rights=${data.fields}
      ></record-form>`;
    return html`<div class="binned">
      <p class="hint">${t("bin.files-note")}</p>
      ${part("")}
      ${app.tabs
        .filter(({ code }) => data.tabs.includes(code))
        .map(({ code, label }) =>
          sections.has(code)
            ? html`<h3>${translate(label)}</h3>
                ${part(code)}`
            : nothing,
        )}
    </div>`;
  }
}
