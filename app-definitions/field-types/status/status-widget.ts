import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

const view: FieldWidget<FieldProperty>["view"] = (value, _settings, { translate }) =>
  html`<span class="tag">${translate(String(value ?? ""))}</span>`;

/** Where the record stands in its process. */
export const statusWidget: FieldWidget<FieldProperty> = {
  view,
  edit: (value, settings, context) => html`${view(value, settings, { ...context, compact: false })}`,
};
