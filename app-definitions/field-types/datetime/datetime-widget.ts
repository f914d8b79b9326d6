import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";
import { showInstant } from "../japanese-dates.ts";

/** A day and a time, shown on Japan's clock. */
export const dateTimeWidget: FieldWidget<FieldProperty> = {
  view: (value, _settings, { locale, compact }) => (value ? showInstant(String(value), locale, compact) : ""),
  edit: (value, _settings, { id, describedBy, invalid, required, disabled, onInput }) => html`
    <date-field
      kind="datetime"
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
