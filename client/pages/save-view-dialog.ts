import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../elements/form-field.ts";
import type { ControlFrame } from "../elements/form-field.ts";
import { LightElement } from "../elements/light-element.ts";
import "../elements/modal-dialog.ts";
import { problemWords } from "../elements/page-problem.ts";
import { isIme } from "../is-ime.ts";
import { t } from "../messages/text.ts";
import { uniqueId } from "../unique-id.ts";
import type { App } from "../wire.ts";
import type { ListState } from "./list-state.ts";
import { saveView } from "./save-view.ts";

/**
 * Names what a list shows and saves it as a view of the app.
 *
 * @fires view-saved - detail: its name
 * @fires view-close
 */
@customElement("save-view-dialog")
export class SaveViewDialog extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) shown!: ListState;
  @state() private name = "";
  @state() private problem = "";
  @state() private isSending = false;
  #id = uniqueId("view");

  private async save() {
    if (this.isSending) return;
    const name = this.name.trim();
    if (name === "") return void (this.problem = t("list.view-empty"));
    this.isSending = true;
    this.problem = await saveView(this.app, this.shown, name).catch((error: Error) => problemWords(error));
    this.isSending = false;
    if (!this.problem) this.fire("view-saved", name);
  }

  protected override render() {
    const control = ({ describedBy, invalid }: ControlFrame) =>
      html`<input
        class="input full"
        id=${this.#id}
        maxlength="64"
        autofocus
        aria-invalid=${invalid}
        aria-describedby=${describedBy || nothing}
        @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter" && !isIme(event)) void this.save();
        }}
      />`;
    return html`<modal-dialog
      open
      .heading=${t("list.save-view")}
      .body=${html`<form-field
        for=${this.#id}
        .label=${t("list.view-name")}
        .support=${t("list.view-lead")}
        .error=${this.problem}
        .control=${control}
      ></form-field>`}
      .foot=${html`<button type="button" class="button large" @click=${() => this.fire("view-close")}>
          ${t("dialog.cancel")}
        </button>
        <button type="button" class="button filled large" ?disabled=${this.isSending} @click=${() => void this.save()}>
          ${t("list.view-verb")}
        </button>`}
      @dialog-close=${() => this.fire("view-close")}
    ></modal-dialog>`;
  }
}
