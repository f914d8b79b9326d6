import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

/** Several lines of text; the box grows with them. */
export const multiLineTextWidget: FieldWidget<FieldProperty> = {
  span: 3,
  view: (value, _settings, { compact }) =>
    compact ? String(value ?? "").replace(/\s*\n\s*/g, " ") : html`<span class="lines">${String(value ?? "")}</span>`,
  edit: (value, _settings, { id, describedBy, invalid, required, disabled, onInput }) => html`
    <textarea
      class="textarea"
      id=${id}
      rows="4"
      .value=${live(String(value ?? ""))}
      ?disabled=${disabled}
      aria-required=${required}
      aria-invalid=${invalid}
      aria-describedby=${describedBy || nothing}
      @input=${(event: Event) => onInput((event.target as HTMLTextAreaElement).value)}
    ></textarea>
  `,
};
