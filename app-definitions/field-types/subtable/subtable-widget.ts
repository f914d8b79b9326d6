import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

/** A table inside the record. */
export const subtableWidget: FieldWidget<FieldProperty> = {
  span: 3,
  view: (value, settings, { compact, place }) =>
    compact
      ? String(Array.isArray(value) ? value.length : 0)
      : html`<subtable-view .field=${settings} .rows=${Array.isArray(value) ? value : []} .place=${place}></subtable-view>`,
  edit: (value, settings, { id, describedBy, disabled, onInput, place }) => html`
    <subtable-editor
      .controlId=${id}
      .describedBy=${describedBy}
      .disabled=${disabled}
      .field=${settings}
      .place=${place}
      .rows=${Array.isArray(value) ? value : []}
      @value-change=${(event: CustomEvent<unknown>) => onInput(event.detail)}
    ></subtable-editor>
  `,
};
