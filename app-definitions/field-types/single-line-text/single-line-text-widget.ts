import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

export interface TextSettings extends FieldProperty {
  maxLength?: string;
}

/** One line of text; as wide as its limit suggests. */
export const singleLineTextWidget: FieldWidget<TextSettings> = {
  view: (value) => String(value ?? ""),
  edit: (value, { maxLength }, { id, describedBy, invalid, required, disabled, onInput }) => html`
    <input
      class="input ${Number(maxLength) > 0 && Number(maxLength) <= 16 ? "short" : "full"}"
      type="text"
      id=${id}
      .value=${live(String(value ?? ""))}
      ?disabled=${disabled}
      aria-required=${required}
      aria-invalid=${invalid}
      aria-describedby=${describedBy || nothing}
      @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
    />
  `,
};
