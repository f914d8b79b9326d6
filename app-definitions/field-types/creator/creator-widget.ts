import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";
import type { FieldValueEntity } from "../wire-values.ts";

const view: FieldWidget<FieldProperty>["view"] = (value) => (value as FieldValueEntity | null)?.name ?? "";

/** Who made the record. */
export const creatorWidget: FieldWidget<FieldProperty> = {
  view,
  edit: (value, settings, context) => html`${view(value, settings, { ...context, compact: false })}`,
};
