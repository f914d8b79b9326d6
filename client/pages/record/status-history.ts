import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { get } from "../../api.ts";
import { LightElement } from "../../elements/light-element.ts";
import "../../elements/modal-dialog.ts";
import { translator } from "../../fields.ts";
import { locale, t } from "../../messages/text.ts";
import { Query } from "../../query.ts";
import type { App, History, Person } from "../../wire.ts";

type Revision = History["revisions"][number];

const valueOf = ({ changes }: Revision, type: string) => changes.find((change) => change.type === type);

/**
 * How a record came where it stands: each move and each change of hands, who did it and when, newest first.
 *
 * @fires process-close
 */
@customElement("status-history")
export class StatusHistory extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @state() private earlier: readonly Revision[] = [];
  @state() private hasOlder: boolean | undefined;
  #history = new Query<History>(this, () => ({
    key: ["record", this.app.id, this.record, "history"],
    read: () => this.read(),
  }));

  private read(before?: string) {
    return get<History>("/portal/v1/record/history.json", { app: this.app.id, id: this.record, before });
  }

  private async readOlder({ revisions }: History) {
    const page = await this.read([...revisions, ...this.earlier].at(-1)?.revision);
    this.earlier = [...this.earlier, ...page.revisions];
    this.hasOlder = page.older;
  }

  private renderMove(revision: Revision) {
    const translate = translator(this.app);
    const status = valueOf(revision, "STATUS");
    const hands = valueOf(revision, "STATUS_ASSIGNEE");
    const names = ((hands?.after ?? []) as Person[]).map(({ name }) => name).join(t("reason.and"));
    const [from, to] = [status?.before, status?.after].map((one) => translate(typeof one === "string" ? one : ""));
    return html`<li>
      ${status ? html`<strong>${from ? t("process.history-move", { from, to: to ?? "" }) : to}</strong>` : nothing}
      ${hands ? html`<span>${names ? t("process.new-assignees", { names }) : t("process.nobody")}</span>` : nothing}
      <span class="meta"
        >${revision.by?.name ?? t("reason.somebody")}
        <time datetime=${revision.at}>${showInstant(revision.at, locale(), true)}</time></span
      >
    </li>`;
  }

  private renderBody() {
    const { data, error } = this.#history;
    if (error) return html`<page-problem .error=${error}></page-problem>`;
    if (!data) return html`<div class="skeleton" aria-busy="true"></div>`;
    const moves = [...data.revisions, ...this.earlier].filter(
      (one) => one.kind !== "deleted" && (valueOf(one, "STATUS") ?? valueOf(one, "STATUS_ASSIGNEE")),
    );
    return html`${
      moves.length === 0
        ? html`<p class="hint">${t("process.history-none")}</p>`
        : html`<ol class="rows">
            ${moves.map((move) => this.renderMove(move))}
          </ol>`
    }
    ${
      (this.hasOlder ?? data.older)
        ? html`<button type="button" class="button" @click=${() => void this.readOlder(data)}>
            ${t("history.older")}
          </button>`
        : nothing
    }`;
  }

  protected override render() {
    return html`<modal-dialog
      open
      .heading=${t("process.history")}
      .body=${this.renderBody()}
      @dialog-close=${() => this.fire("process-close")}
    ></modal-dialog>`;
  }
}
