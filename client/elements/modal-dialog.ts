import { html, nothing, render, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../messages/text.ts";
import { uniqueId } from "../unique-id.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

/**
 * A window over the page: the rest of the page waits, Escape closes, the focus goes back to where it was.
 *
 * @fires dialog-close - by Escape, the close button or a click on a button of the page that sets `open` to false
 */
@customElement("modal-dialog")
export class ModalDialog extends LightElement {
  @property() heading = "";
  @property({ type: Boolean }) open = false;
  @property({ type: Boolean }) wide = false;
  @property({ attribute: false }) body: TemplateResult | typeof nothing = nothing;
  @property({ attribute: false }) foot: TemplateResult | typeof nothing = nothing;
  @query("dialog") private dialog?: HTMLDialogElement;
  #id = uniqueId("dialog");
  #opener: Element | null = null;

  protected override updated() {
    if (!this.dialog || this.dialog.open === this.open) return;
    if (this.open) {
      this.#opener = document.activeElement;
      this.dialog.showModal();
    } else {
      this.dialog.close();
    }
  }

  protected override render() {
    return html`
      <dialog class=${this.wide ? "wide" : ""} aria-labelledby=${this.#id} @close=${this.onClose}>
        <div class="dialog-head">
          <h2 id=${this.#id}>${this.heading}</h2>
          <button type="button" class="button quiet icon" @click=${() => this.dialog?.close()}>
            ${icon("close")}<span class="visually-hidden">${t("dialog.close")}</span>
          </button>
        </div>
        <div class="dialog-body stack">${this.open ? this.body : nothing}</div>
        ${this.foot === nothing ? nothing : html`<div class="dialog-foot">${this.foot}</div>`}
      </dialog>
    `;
  }

  private onClose() {
    this.open = false;
    this.fire("dialog-close");
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
  }
}

export interface Question {
  heading: string;
  body: string | TemplateResult;
  /** What the button does, as a verb. */
  verb: string;
  /** What the other button says; default キャンセル. */
  refusal?: string;
  isDangerous?: boolean;
}

/** Asks before something that matters; キャンセル has the focus. @returns true when the person chose to go on */
export function confirmDialog({ heading, body, verb, refusal, isDangerous = false }: Question): Promise<boolean> {
  const holder = document.createElement("div");
  document.querySelector("app-root")?.append(holder);
  return new Promise((resolve) => {
    let answer = false;
    const close = (choice: boolean) => {
      answer = choice;
      holder.querySelector("dialog")?.close();
    };
    const done = () => {
      holder.remove();
      resolve(answer);
    };
    render(
      html`<modal-dialog
        open
        .heading=${heading}
        .body=${html`<p>${body}</p>`}
        .foot=${html`
          <button type="button" class="button large" autofocus @click=${() => close(false)}>
            ${refusal ?? t("dialog.cancel")}
          </button>
          <button type="button" class="button filled large ${isDangerous ? "danger" : ""}" @click=${() => close(true)}>
            ${verb}
          </button>
        `}
        @dialog-close=${done}
      ></modal-dialog>`,
      holder,
    );
  });
}
