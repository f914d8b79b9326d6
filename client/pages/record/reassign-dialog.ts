import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Chosen } from "../../elements/entity-picker.ts";
import "../../elements/entity-picker.ts";
import "../../elements/form-field.ts";
import type { ControlFrame } from "../../elements/form-field.ts";
import { LightElement } from "../../elements/light-element.ts";
import "../../elements/modal-dialog.ts";
import { toast } from "../../elements/toast-stack.ts";
import { translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import { findAssignables } from "../../people.ts";
import { uniqueId } from "../../unique-id.ts";
import type { App, Person } from "../../wire.ts";
import { sendStep } from "./process-request.ts";

/**
 * Puts a record into other hands while it stays where it is in its process.
 *
 * @fires process-close
 */
@customElement("reassign-dialog")
export class ReassignDialog extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property() revision = "";
  @property() status = "";
  @property({ attribute: false }) assignees: readonly Person[] = [];
  @property({ type: Boolean }) isForOne = false;
  @property({ type: Boolean }) isOpen = false;
  @state() private chosen: readonly Chosen[] = [];
  @state() private problem = "";
  @state() private isSending = false;
  #id = uniqueId("assignees");

  protected override willUpdate(changed: Map<string, unknown>) {
    if (!changed.has("isOpen") || !this.isOpen) return;
    this.problem = "";
    this.chosen = this.assignees;
  }

  private choose(chosen: readonly Chosen[]) {
    this.chosen = this.isForOne ? chosen.slice(-1) : chosen;
  }

  private async save() {
    if (this.isSending) return;
    this.isSending = true;
    const assignees = this.chosen.map(({ code }) => code);
    const input = { app: this.app.id, id: this.record, revision: this.revision, assignees };
    this.problem = await sendStep("/k/v1/record/assignees.json", input);
    this.isSending = false;
    if (this.problem) return;
    this.fire("process-close");
    toast(t("process.reassigned"));
  }

  private renderBody() {
    const label = t("process.choose");
    return html`<p>${t("process.reassign-lead", { status: translator(this.app)(this.status) })}</p>
      <form-field
        class="in-dialog"
        for=${this.#id}
        .label=${label}
        .support=${this.isForOne ? t("process.reassign-one") : ""}
        .error=${this.problem}
        .control=${({ describedBy, invalid }: ControlFrame) =>
          html`<entity-picker
            .controlId=${this.#id}
            .label=${label}
            .describedBy=${describedBy}
            .invalid=${invalid}
            .chosen=${this.chosen}
            .find=${(words: string) => findAssignables(this.app.id, this.record, words)}
            @value-change=${({ detail }: CustomEvent<readonly Chosen[]>) => this.choose(detail)}
          ></entity-picker>`}
      ></form-field>`;
  }

  protected override render() {
    return html`<modal-dialog
      .heading=${t("process.reassign")}
      .open=${this.isOpen}
      .body=${this.isOpen ? this.renderBody() : nothing}
      .foot=${html`<button type="button" class="button large" @click=${() => this.fire("process-close")}>
          ${t("dialog.cancel")}
        </button>
        <button type="button" class="button filled large" ?disabled=${this.isSending} @click=${() => void this.save()}>
          ${t("process.reassign-verb")}
        </button>`}
      @dialog-close=${() => this.fire("process-close")}
    ></modal-dialog>`;
  }
}
