import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { get } from "../../api.ts";
import "./history-list.ts";
import { LightElement } from "../../elements/light-element.ts";
import { Query } from "../../query.ts";
import type { App, FieldRights, History } from "../../wire.ts";
import "./restore-dialog.ts";
import "./revision-compare.ts";

type Revision = History["revisions"][number];

/** The history of a record, page by page; two revisions can be compared, an earlier one brought back. */
@customElement("history-panel")
export class HistoryPanel extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property({ attribute: false }) rights: FieldRights = {};
  @property({ type: Boolean }) mayEdit = false;
  @state() private revisions: readonly Revision[] = [];
  @state() private hasOlder: boolean | undefined;
  /** The revision that is asked about. */
  @state() private asked = "";
  #shown: History | undefined;
  #history = new Query<History>(this, () => ({
    key: ["record", this.app.id, this.record, "history"],
    read: () => this.read(),
  }));

  private read(before?: string) {
    return get<History>("/portal/v1/record/history.json", { app: this.app.id, id: this.record, before });
  }

  protected override willUpdate() {
    const { data } = this.#history;
    if (!data || data === this.#shown) return;
    this.#shown = data;
    const oldest = Number(data.revisions.at(-1)?.revision ?? 0);
    const [newest] = this.revisions;
    // What was read before stays, unless so much happened meanwhile that a hole would gape between.
    const isConnected = newest !== undefined && Number(newest.revision) >= oldest - 1;
    const earlier = isConnected ? this.revisions.filter(({ revision }) => Number(revision) < oldest) : [];
    this.revisions = [...data.revisions, ...earlier];
    if (!isConnected) this.hasOlder = data.older;
  }

  private async readOlder() {
    const page = await this.read(this.revisions.at(-1)?.revision);
    this.revisions = [...this.revisions, ...page.revisions];
    this.hasOlder = page.older;
  }

  protected override render() {
    const { data, error } = this.#history;
    if (error) return html`<page-problem .error=${error}></page-problem>`;
    if (!data) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    return html`<div class="stack">
      <revision-compare .app=${this.app} .record=${this.record} .revisions=${this.revisions}></revision-compare>
      <history-list
        .app=${this.app}
        .record=${this.record}
        .revisions=${this.revisions}
        .older=${this.hasOlder ?? data.older}
        .mayRestore=${this.mayEdit}
        @history-older=${() => void this.readOlder()}
        @history-restore=${({ detail }: CustomEvent<string>) => (this.asked = detail)}
      ></history-list>
      <restore-dialog
        .app=${this.app}
        .record=${this.record}
        .revisions=${this.revisions}
        .rights=${this.rights}
        .revision=${this.asked}
        @restore-close=${() => (this.asked = "")}
      ></restore-dialog>
    </div>`;
  }
}
