import { checkBoxWidget } from "../check-box/check-box-widget.ts";
import type { FieldWidget } from "../../field-widget.ts";
import type { OptionSettings } from "../option-settings.ts";

/** Any of several options; boxes below each other, because a list box that needs Ctrl is a trap. */
export const multiSelectWidget: FieldWidget<OptionSettings> = {
  view: checkBoxWidget.view,
  edit: (value, settings, context) => checkBoxWidget.edit(value, { ...settings, align: "VERTICAL" }, context),
};
