import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

/** A time of day, to the minute. */
export const timeWidget: FieldWidget<FieldProperty> = {
  view: (value) => String(value ?? ""),
  edit: (value, _settings, { id, describedBy, invalid, required, disabled, onInput }) => html`
    <date-field
      kind="time"
      .controlId=${id}
      .describedBy=${describedBy}
      .invalid=${invalid}
      .required=${required}
      .disabled=${disabled}
      .value=${String(value ?? "")}
      @value-change=${(event: CustomEvent<string>) => onInput(event.detail)}
    ></date-field>
  `,
};
