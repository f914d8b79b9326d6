import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LightElement } from "../../elements/light-element.ts";
import "../../elements/modal-dialog.ts";
import { toast } from "../../elements/toast-stack.ts";
import { translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import { uniqueId } from "../../unique-id.ts";
import type { App, OfferedAction } from "../../wire.ts";
import { sendStep } from "./process-request.ts";

/**
 * Asks before an action of the process is taken: where it leads, and into whose hands where one person is to be chosen.
 *
 * @fires process-close
 */
@customElement("action-dialog")
export class ActionDialog extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property() revision = "";
  @property() status = "";
  /** undefined: nothing is asked. */
  @property({ attribute: false }) action: OfferedAction | undefined;
  /** false when somebody else acted meanwhile, so that the action is gone. */
  @property({ type: Boolean }) isOffered = true;
  @state() private assignee = "";
  @state() private problem = "";
  @state() private isSending = false;
  #id = uniqueId("assignee");

  protected override willUpdate(changed: Map<string, unknown>) {
    if (!changed.has("action")) return;
    this.problem = "";
    const choice = this.action?.assignees ?? [];
    this.assignee = choice.length === 1 ? choice[0]!.code : "";
  }

  private async take({ name, assignees }: OfferedAction) {
    if (this.isSending) return;
    if (assignees && this.assignee === "") {
      this.problem = t("process.choose-first");
      return void this.querySelector("select")?.focus();
    }
    this.isSending = true;
    const assignee = assignees ? { assignee: this.assignee } : {};
    const input = { app: this.app.id, id: this.record, action: name, revision: this.revision, ...assignee };
    this.problem = await sendStep("/k/v1/record/status.json", input);
    this.isSending = false;
    if (this.problem) return;
    this.fire("process-close");
    toast(t("process.done", { action: translator(this.app)(name) }));
  }

  private renderBody({ to, assignees }: OfferedAction) {
    const translate = translator(this.app);
    if (!this.isOffered) return html`<p role="alert">${this.problem || t("process.overtaken")}</p>`;
    return html`${this.problem ? html`<p class="field-error" role="alert">${this.problem}</p>` : nothing}
      <p>
        ${to === null ? t("process.leads-on-later") : t("process.leads", { from: translate(this.status), to: translate(to) })}
      </p>
      ${
        assignees
          ? html`<div>
              <label class="field-label" for=${this.#id}>${t("process.choose")}</label>
              <select
                class="select"
                id=${this.#id}
                @change=${(event: Event) => (this.assignee = (event.target as HTMLSelectElement).value)}
              >
                ${assignees.length > 1 ? html`<option value="" .selected=${this.assignee === ""}>-----</option>` : nothing}
                ${assignees.map(
                  ({ code, name }) => html`<option value=${code} .selected=${code === this.assignee}>${name}</option>`,
                )}
              </select>
            </div>`
          : nothing
      }`;
  }

  protected override render() {
    const { action } = this;
    const words = action ? translator(this.app)(action.name) : "";
    return html`<modal-dialog
      .heading=${words}
      .open=${action !== undefined}
      .body=${action ? this.renderBody(action) : nothing}
      .foot=${html`<button type="button" class="button large" @click=${() => this.fire("process-close")}>
          ${t(this.isOffered ? "dialog.cancel" : "dialog.close")}
        </button>
        ${
          action && this.isOffered
            ? html`<button
                type="button"
                class="button filled large"
                ?disabled=${this.isSending}
                @click=${() => void this.take(action)}
              >
                ${words}
              </button>`
            : nothing
        }`}
      @dialog-close=${() => this.fire("process-close")}
    ></modal-dialog>`;
  }
}
