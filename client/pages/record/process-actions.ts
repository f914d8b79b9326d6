import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { send } from "../../api.ts";
import { LightElement } from "../../elements/light-element.ts";
import "../../elements/modal-dialog.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import { queryClient } from "../../query.ts";
import { uniqueId } from "../../unique-id.ts";
import type { App, OfferedAction } from "../../wire.ts";

/** Where the record stands, whose turn it is, and a button for each thing that the person may do next. */
@customElement("process-actions")
export class ProcessActions extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property() revision = "";
  @property() status = "";
  @property({ attribute: false }) assignees: readonly { code: string; name: string }[] = [];
  @property({ attribute: false }) actions: readonly OfferedAction[] = [];
  @state() private asked: OfferedAction | undefined;
  @state() private assignee = "";
  @state() private problem = "";
  @state() private isSending = false;
  #id = uniqueId("assignee");

  private begin(action: OfferedAction) {
    this.problem = "";
    this.assignee = action.assignees?.[0]?.code ?? "";
    if (action.assignees) this.asked = action;
    else void this.take(action);
  }

  private async take(action: OfferedAction) {
    if (this.isSending) return;
    this.isSending = true;
    const assignee = action.assignees ? { assignee: this.assignee } : {};
    const input = { app: this.app.id, id: this.record, action: action.name, revision: this.revision, ...assignee };
    try {
      await send("PUT", "/k/v1/record/status.json", input);
      this.asked = undefined;
      toast(t("process.done", { action: translator(this.app)(action.name) }));
    } catch (error) {
      this.problem = problemWords(error as Error);
    } finally {
      this.isSending = false;
    }
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ["record", this.app.id, this.record] }),
      queryClient.invalidateQueries({ queryKey: ["records", this.app.id] }),
    ]);
  }

  protected override render() {
    const translate = translator(this.app);
    const names = this.assignees.map(({ name }) => name).join(t("reason.and"));
    return html`<p class="meta">
        ${t("process.status", { status: translate(this.status) })}${names ? ` ${t("process.assignees", { names })}` : nothing}
      </p>
      ${this.problem && !this.asked ? html`<p role="alert">${this.problem}</p>` : nothing}
      <div class="buttons">
        ${this.actions.map(
          (action) =>
            html`<button
              type="button"
              class="button filled"
              ?disabled=${this.isSending}
              @click=${() => this.begin(action)}
            >
              ${translate(action.name)}
            </button>`,
        )}
      </div>
      ${this.renderChoice(translate)}`;
  }

  private renderChoice(translate: (text: string) => string) {
    const { asked } = this;
    return html`<modal-dialog
      .heading=${asked ? translate(asked.name) : ""}
      .open=${asked !== undefined}
      .body=${html`<label for=${this.#id}>${t("process.choose")}</label>
        <select id=${this.#id} @change=${(event: Event) => (this.assignee = (event.target as HTMLSelectElement).value)}>
          ${asked?.assignees?.map(
            ({ code, name }) => html`<option value=${code} ?selected=${code === this.assignee}>${name}</option>`,
          )}
        </select>
        ${this.problem ? html`<p role="alert">${this.problem}</p>` : nothing}`}
      .foot=${html`<button type="button" class="button large" @click=${() => (this.asked = undefined)}>
          ${t("dialog.cancel")}
        </button>
        <button
          type="button"
          class="button filled large"
          ?disabled=${this.isSending}
          @click=${() => asked && void this.take(asked)}
        >
          ${asked ? translate(asked.name) : ""}
        </button>`}
      @dialog-close=${() => (this.asked = undefined)}
    ></modal-dialog>`;
  }
}
