import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../messages/text.ts";
import { LightElement } from "./light-element.ts";

export interface ControlFrame {
  id: string;
  /** Ids of support text and error, for `aria-describedby`. */
  describedBy: string;
  invalid: boolean;
}

/**
 * The frame of every control: label above, requirement in words, support text, the control, the error below it.
 * With `group`, the label becomes the legend of several controls (radio buttons, check boxes, tables).
 */
@customElement("form-field")
export class FormField extends LightElement {
  /** Id of the control; label, support text and error hang on it. */
  @property() for = "";
  @property() label = "";
  @property() support = "";
  @property() error = "";
  @property({ type: Boolean }) required = false;
  @property({ type: Boolean }) group = false;
  @property({ type: Boolean }) hiddenLabel = false;
  @property({ attribute: false }) control: (frame: ControlFrame) => TemplateResult = () => html``;

  protected override render() {
    const { for: id } = this;
    const describedBy = [this.support && `${id}-support`, this.error && `${id}-error`].filter(Boolean).join(" ");
    const words = html`<span>${this.label}</span
      >${this.required ? html`<span class="required">${t("form.required")}</span>` : nothing}`;
    const hide = this.hiddenLabel ? "visually-hidden" : "";
    const inside = html`
      ${this.support ? html`<p class="hint" id="${id}-support">${this.support}</p>` : nothing}
      ${this.control({ id, describedBy, invalid: this.error !== "" })}
      ${this.error ? html`<p class="field-error" id="${id}-error">${t("form.problem", { text: this.error })}</p>` : nothing}
    `;
    return this.group
      ? html`<div role="group" class="field" aria-labelledby="${id}-label" aria-describedby=${describedBy || nothing}>
          <div class="field-label ${hide}" id="${id}-label">${words}</div>
          ${inside}
        </div>`
      : html`<div class="field">
          <label class="field-label ${hide}" for=${id} id="${id}-label">${words}</label>
          ${inside}
        </div>`;
  }
}
