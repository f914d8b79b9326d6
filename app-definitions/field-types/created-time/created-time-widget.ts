import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";
import { showInstant } from "../japanese-dates.ts";

const view: FieldWidget<FieldProperty>["view"] = (value, _settings, { locale, compact }) =>
  value ? showInstant(String(value), locale, compact) : "";

/** When the record was made. */
export const createdTimeWidget: FieldWidget<FieldProperty> = {
  view,
  edit: (value, settings, context) => html`${view(value, settings, { ...context, compact: false })}`,
};
