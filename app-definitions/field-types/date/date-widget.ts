import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";
import { showDay } from "../japanese-dates.ts";

/** A day; typed in any way common in Japan, or chosen from a calendar. */
export const dateWidget: FieldWidget<FieldProperty> = {
  view: (value, _settings, { locale, compact }) => (value ? showDay(String(value), locale, compact) : ""),
  edit: (value, _settings, { id, describedBy, invalid, required, disabled, onInput }) => html`
    <date-field
      kind="date"
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
