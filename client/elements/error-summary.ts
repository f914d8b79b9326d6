import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../messages/text.ts";
import { LightElement } from "./light-element.ts";

export interface FormProblem {
  /** Id of the control to go to; empty when the problem belongs to no control. */
  control: string;
  label: string;
  message: string;
}

/**
 * What must be put right before the form can be saved, each with a way to its control. Takes the focus when new problems come.
 *
 * @fires problem-open - detail: the control's id, before the focus goes there (a page opens the right tab)
 */
@customElement("error-summary")
export class ErrorSummary extends LightElement {
  @property({ attribute: false }) problems: readonly FormProblem[] = [];

  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("problems") && this.problems.length > 0) this.querySelector<HTMLElement>(".error-summary")?.focus();
  }

  private async open(event: Event, control: string) {
    event.preventDefault();
    this.fire("problem-open", control);
    await new Promise((resolve) => setTimeout(resolve)); // the page may have to open a tab first
    const target = document.getElementById(control);
    const focusable = target?.matches("input, select, textarea, button, [tabindex], [contenteditable]")
      ? target
      : target?.querySelector<HTMLElement>("input, select, textarea, button, [contenteditable]");
    (focusable ?? target)?.focus();
    target?.scrollIntoView({ block: "center" });
  }

  protected override render() {
    if (this.problems.length === 0) return nothing;
    return html`<section class="error-summary shows-focus" tabindex="-1" aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">${t("form.summary", { n: this.problems.length })}</h2>
      <ul>
        ${this.problems.map(
          ({ control, label, message }) =>
            html`<li>
              ${
                control
                  ? html`<a href="#${control}" @click=${(event: Event) => this.open(event, control)}
                      >${label ? `${label}：` : ""}${message}</a
                    >`
                  : html`${label ? `${label}：` : ""}${message}`
              }
            </li>`,
        )}
      </ul>
    </section>`;
  }
}
