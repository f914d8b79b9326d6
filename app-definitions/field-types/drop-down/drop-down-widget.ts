import { html, nothing } from "lit";
import type { FieldWidget } from "../../field-widget.ts";
import { inOrder, type OptionSettings } from "../option-settings.ts";

/** One option from a list that folds away. A value whose option was removed stays until another is chosen. */
export const dropDownWidget: FieldWidget<OptionSettings> = {
  view: (value, _settings, { translate }) => translate(String(value ?? "")),
  edit: (value, { options }, { id, describedBy, invalid, required, disabled, translate, onInput }) => {
    const labels = inOrder(options).map(({ label }) => label);
    const current = String(value ?? "");
    return html`<select
      class="select"
      id=${id}
      ?disabled=${disabled}
      aria-required=${required}
      aria-invalid=${invalid}
      aria-describedby=${describedBy || nothing}
      @change=${(event: Event) => onInput((event.target as HTMLSelectElement).value)}
    >
      <option value="" .selected=${current === ""}>-----</option>
      ${(current === "" || labels.includes(current) ? labels : [current, ...labels]).map(
        (label) => html`<option value=${label} .selected=${label === current}>${translate(label)}</option>`,
      )}
    </select>`;
  },
};
