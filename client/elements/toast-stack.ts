import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../messages/text.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

interface Toast {
  id: number;
  text: string;
  undo?: () => void;
}

const shownMs = 6000;
const undoMs = 10_000;
let stack: ToastStack | undefined;

/** Says that something went well; gone after 6 s (10 s with a way back). What must be acted on never comes here. */
export function toast(text: string, undo?: () => void) {
  stack?.show(text, undo);
}

/** The place where short words of success appear, and are read out politely. */
@customElement("toast-stack")
export class ToastStack extends LightElement {
  @state() private toasts: readonly Toast[] = [];
  #last = 0;

  override connectedCallback() {
    super.connectedCallback();
    stack = this;
  }

  /** Shows one more toast. */
  show(text: string, undo?: () => void) {
    const id = (this.#last += 1);
    this.toasts = [...this.toasts, { id, text, ...(undo ? { undo } : {}) }];
    setTimeout(() => this.drop(id), undo ? undoMs : shownMs);
  }

  private drop(id: number) {
    this.toasts = this.toasts.filter((one) => one.id !== id);
  }

  protected override render() {
    return html`<div role="status" aria-live="polite">
      ${repeat(
        this.toasts,
        ({ id }) => id,
        ({ id, text, undo }) =>
          html`<div class="toast">
            ${icon("check")}<span>${text}</span>
            ${
              undo
                ? html`<button
                    type="button"
                    class="button quiet"
                    @click=${() => {
                      undo();
                      this.drop(id);
                    }}
                  >
                    ${t("dialog.undo")}
                  </button>`
                : nothing
            }
          </div>`,
      )}
    </div>`;
  }
}
