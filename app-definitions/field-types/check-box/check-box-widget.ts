import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { FieldWidget } from "../../field-widget.ts";
import { inOrder, type OptionSettings } from "../option-settings.ts";

const chosen = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

/** Any of a few options, all in sight. */
export const checkBoxWidget: FieldWidget<OptionSettings> = {
  view: (value, _settings, { translate }) => chosen(value).map(translate).join("、"),
  edit: (value, { options, align }, { id, describedBy, disabled, translate, onInput }) => html`
    <div class="choices ${align === "VERTICAL" ? "vertical" : ""}">
      ${inOrder(options).map(
        ({ label }, place) =>
          html`<label class="choice">
            <input
              type="checkbox"
              id=${place === 0 ? id : nothing}
              .checked=${live(chosen(value).includes(label))}
              ?disabled=${disabled}
              aria-describedby=${describedBy || nothing}
              @change=${(event: Event) => {
                const rest = chosen(value).filter((one) => one !== label);
                onInput((event.target as HTMLInputElement).checked ? [...rest, label] : rest);
              }}
            />
            ${translate(label)}
          </label>`,
      )}
    </div>
  `,
};
