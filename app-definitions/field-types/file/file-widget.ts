import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldValueFile } from "../wire-values.ts";
import type { FieldWidget } from "../../field-widget.ts";

const files = (value: unknown): readonly FieldValueFile[] => (Array.isArray(value) ? (value as FieldValueFile[]) : []);

/** Files, opened inside the page where the browser can show them. */
export const fileWidget: FieldWidget<FieldProperty> = {
  span: 2,
  view: (value, _settings, { compact }) =>
    compact
      ? files(value)
          .map(({ name }) => name)
          .join("、")
      : html`<file-list .files=${files(value)}></file-list>`,
  edit: (value, { label }, { id, describedBy, invalid, disabled, onInput }) => html`
    <file-upload
      .controlId=${id}
      .label=${label}
      .describedBy=${describedBy}
      .invalid=${invalid}
      .disabled=${disabled}
      .files=${files(value)}
      @value-change=${(event: CustomEvent<unknown>) => onInput(event.detail)}
    ></file-upload>
  `,
};
