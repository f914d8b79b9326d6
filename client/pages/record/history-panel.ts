import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { get } from "../../api.ts";
import "../../elements/history-list.ts";
import { LightElement } from "../../elements/light-element.ts";
import { Query } from "../../query.ts";
import type { App, History } from "../../wire.ts";

/** The history of a record, page by page. */
@customElement("history-panel")
export class HistoryPanel extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @state() private earlier: History["revisions"] = [];
  @state() private hasOlder: boolean | undefined;
  #history = new Query<History>(this, () => ({
    key: ["record", this.app.id, this.record, "history"],
    read: () => this.read(),
  }));

  private read(before?: string) {
    return get<History>("/portal/v1/record/history.json", { app: this.app.id, id: this.record, before });
  }

  private async readOlder() {
    const last = [...(this.#history.data?.revisions ?? []), ...this.earlier].at(-1);
    const page = await this.read(last?.revision);
    this.earlier = [...this.earlier, ...page.revisions];
    this.hasOlder = page.older;
  }

  protected override render() {
    const { data, error } = this.#history;
    if (error) return html`<page-problem .error=${error}></page-problem>`;
    if (!data) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const shown = new Set(data.revisions.map(({ revision }) => revision));
    return html`<history-list
      .app=${this.app}
      .record=${this.record}
      .revisions=${[...data.revisions, ...this.earlier.filter(({ revision }) => !shown.has(revision))]}
      .older=${this.hasOlder ?? data.older}
      @history-older=${this.readOlder}
    ></history-list>`;
  }
}
