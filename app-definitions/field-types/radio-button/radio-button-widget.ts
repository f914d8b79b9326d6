import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { FieldWidget } from "../../field-widget.ts";
import { inOrder, type OptionSettings } from "../option-settings.ts";

/** One of a few options, all in sight. */
export const radioButtonWidget: FieldWidget<OptionSettings> = {
  view: (value, _settings, { translate }) => translate(String(value ?? "")),
  edit: (value, { options, align }, { id, describedBy, invalid, disabled, translate, onInput }) => html`
    <div class="choices ${align === "VERTICAL" ? "vertical" : ""}">
      ${inOrder(options).map(
        ({ label }, place) =>
          html`<label class="choice">
            <input
              type="radio"
              name=${id}
              id=${place === 0 ? id : nothing}
              .checked=${live(label === value)}
              ?disabled=${disabled}
              aria-invalid=${invalid ? "true" : nothing}
              aria-describedby=${describedBy || nothing}
              @change=${() => onInput(label)}
            />
            ${translate(label)}
          </label>`,
      )}
    </div>
  `,
};
