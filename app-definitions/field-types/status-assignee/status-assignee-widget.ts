import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";
import { namesOf } from "../wire-values.ts";

const view: FieldWidget<FieldProperty>["view"] = (value) => namesOf(value);

/** Who has to act next. */
export const statusAssigneeWidget: FieldWidget<FieldProperty> = {
  view,
  edit: (value, settings, context) => html`${view(value, settings, { ...context, compact: false })}`,
};
