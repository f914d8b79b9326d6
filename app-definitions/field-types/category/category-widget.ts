import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

const view: FieldWidget<FieldProperty>["view"] = (value, _settings, { translate }) =>
  (Array.isArray(value) ? value.map(String) : []).map(translate).join("、");

/** Where the record is filed; changed beside the form, because it is no part of what a form saves. */
export const categoryWidget: FieldWidget<FieldProperty> = {
  view,
  edit: (value, settings, context) => html`${view(value, settings, { ...context, compact: false })}`,
};
