import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

/** Text with emphasis, lists and links; the editor comes with the first field that needs it. */
export const richTextWidget: FieldWidget<FieldProperty> = {
  span: 3,
  view: (value, _settings, { compact }) =>
    compact
      ? (new DOMParser().parseFromString(String(value ?? ""), "text/html").body.textContent ?? "")
      : html`<safe-html .html=${String(value ?? "")}></safe-html>`,
  edit: (value, { label }, { id, describedBy, invalid, disabled, onInput }) => html`
    <rich-text-editor
      .controlId=${id}
      .label=${label}
      .describedBy=${describedBy}
      .invalid=${invalid}
      .disabled=${disabled}
      .value=${String(value ?? "")}
      @value-change=${(event: CustomEvent<string>) => onInput(event.detail)}
    ></rich-text-editor>
  `,
};
