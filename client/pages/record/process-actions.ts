import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { icon } from "../../elements/icons.ts";
import { LightElement } from "../../elements/light-element.ts";
import { translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import type { App, OfferedAction, OpenRecord, Person } from "../../wire.ts";
import "./action-dialog.ts";
import "./reassign-dialog.ts";
import "./status-history.ts";

type Question = { kind: "none" | "reassign" | "history" } | { kind: "action"; action: OfferedAction };

/** Where the record stands, whose turn it is, and a button for each thing that the person may do next. */
@customElement("process-actions")
export class ProcessActions extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property() revision = "";
  @property() status = "";
  @property({ attribute: false }) assignees: readonly Person[] = [];
  @property({ attribute: false }) actions: readonly OfferedAction[] = [];
  @property() reassign: NonNullable<OpenRecord["reassign"]> = "no";
  @state() private asked: Question = { kind: "none" };

  private close() {
    this.asked = { kind: "none" };
  }

  private renderStanding(translate: (text: string) => string) {
    const names = this.assignees.map(({ name }) => name).join(t("reason.and"));
    return html`<div class="standing">
      <span>${t("process.status")}</span>
      <button type="button" class="tag status" @click=${() => (this.asked = { kind: "history" })}>
        ${translate(this.status)}${icon("down")}<span class="visually-hidden">（${t("process.history")}）</span>
      </button>
      <span class="meta">${names ? t("process.assignees", { names }) : t("process.nobody")}</span>
      ${
        this.reassign === "no"
          ? nothing
          : html`<button type="button" class="button quiet small" @click=${() => (this.asked = { kind: "reassign" })}>
              ${t("process.reassign")}
            </button>`
      }
    </div>`;
  }

  protected override render() {
    const translate = translator(this.app);
    // One step stands out: the first of those for whoever has the record.
    const first = this.actions.find(({ type }) => type === "PRIMARY");
    const action = this.asked.kind === "action" ? this.asked.action : undefined;
    return html`${this.renderStanding(translate)}
      ${
        this.actions.length === 0
          ? nothing
          : html`<div class="buttons" role="group" aria-label=${t("process.acts")}>
              ${this.actions.map(
                (one) =>
                  html`<button
                    type="button"
                    class="button ${one === first ? "filled" : ""}"
                    @click=${() => (this.asked = { kind: "action", action: one })}
                  >
                    ${translate(one.name)}
                  </button>`,
              )}
            </div>`
      }
      <action-dialog
        .app=${this.app}
        .record=${this.record}
        .revision=${this.revision}
        .status=${this.status}
        .action=${action}
        .isOffered=${this.actions.some(({ name }) => name === action?.name)}
        @process-close=${this.close}
      ></action-dialog>
      <reassign-dialog
        .app=${this.app}
        .record=${this.record}
        .revision=${this.revision}
        .status=${this.status}
        .assignees=${this.assignees}
        .isForOne=${this.reassign === "one"}
        .isOpen=${this.asked.kind === "reassign"}
        @process-close=${this.close}
      ></reassign-dialog>
      ${
        this.asked.kind === "history"
          ? html`<status-history .app=${this.app} .record=${this.record} @process-close=${this.close}></status-history>`
          : nothing
      }`;
  }
}
