import type { FieldProperty } from "../definition.ts";
import type { FieldWidget } from "../field-widget.ts";
import { calcWidget } from "./calc/calc-widget.ts";
import { categoryWidget } from "./category/category-widget.ts";
import { checkBoxWidget } from "./check-box/check-box-widget.ts";
import { consentWidget } from "./consent/consent-widget.ts";
import { createdTimeWidget } from "./created-time/created-time-widget.ts";
import { creatorWidget } from "./creator/creator-widget.ts";
import { dateTimeWidget } from "./datetime/datetime-widget.ts";
import { dateWidget } from "./date/date-widget.ts";
import { dropDownWidget } from "./drop-down/drop-down-widget.ts";
import { fileWidget } from "./file/file-widget.ts";
import { groupSelectWidget } from "./group-select/group-select-widget.ts";
import { linkWidget } from "./link/link-widget.ts";
import { lookupWidget } from "./lookup-widget.ts";
import { modifierWidget } from "./modifier/modifier-widget.ts";
import { multiLineTextWidget } from "./multi-line-text/multi-line-text-widget.ts";
import { multiSelectWidget } from "./multi-select/multi-select-widget.ts";
import { numberWidget } from "./number/number-widget.ts";
import { organizationSelectWidget } from "./organization-select/organization-select-widget.ts";
import { radioButtonWidget } from "./radio-button/radio-button-widget.ts";
import { recordNumberWidget } from "./record-number/record-number-widget.ts";
import { referenceTableWidget } from "./reference-table/reference-table-widget.ts";
import { richTextWidget } from "./rich-text/rich-text-widget.ts";
import { singleLineTextWidget } from "./single-line-text/single-line-text-widget.ts";
import { statusAssigneeWidget } from "./status-assignee/status-assignee-widget.ts";
import { statusWidget } from "./status/status-widget.ts";
import { subtableWidget } from "./subtable/subtable-widget.ts";
import { timeWidget } from "./time/time-widget.ts";
import { updatedTimeWidget } from "./updated-time/updated-time-widget.ts";
import { userSelectWidget } from "./user-select/user-select-widget.ts";

/** How each type of field looks, by its name on the wire. A type without an entry shows nothing. */
export const widgets: Readonly<Record<string, FieldWidget<FieldProperty>>> = {
  CALC: calcWidget,
  CATEGORY: categoryWidget,
  CHECK_BOX: checkBoxWidget,
  CONSENT: consentWidget,
  CREATED_TIME: createdTimeWidget,
  CREATOR: creatorWidget,
  DATE: dateWidget,
  DATETIME: dateTimeWidget,
  DROP_DOWN: dropDownWidget,
  FILE: fileWidget,
  GROUP_SELECT: groupSelectWidget,
  LINK: linkWidget,
  MODIFIER: modifierWidget,
  MULTI_LINE_TEXT: multiLineTextWidget,
  MULTI_SELECT: multiSelectWidget,
  NUMBER: numberWidget,
  ORGANIZATION_SELECT: organizationSelectWidget,
  RADIO_BUTTON: radioButtonWidget,
  RECORD_NUMBER: recordNumberWidget,
  REFERENCE_TABLE: referenceTableWidget,
  RICH_TEXT: richTextWidget,
  SINGLE_LINE_TEXT: singleLineTextWidget,
  STATUS: statusWidget,
  STATUS_ASSIGNEE: statusAssigneeWidget,
  SUBTABLE: subtableWidget,
  TIME: timeWidget,
  UPDATED_TIME: updatedTimeWidget,
  USER_SELECT: userSelectWidget,
};

/** How one field looks, by its type and settings; undefined for a type that shows nothing. */
export function widgetOf(field: FieldProperty): FieldWidget<FieldProperty> | undefined {
  const widget = widgets[field.type];
  return widget && "lookup" in field ? lookupWidget(widget) : widget;
}
