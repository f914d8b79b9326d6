import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

const view: FieldWidget<FieldProperty>["view"] = (value) => String(value ?? "");

/** The record's number; only the server gives it. */
export const recordNumberWidget: FieldWidget<FieldProperty> = {
  view,
  edit: (value, settings, context) => html`${view(value, settings, { ...context, compact: false })}`,
};
