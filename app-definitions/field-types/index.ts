import type { AnyFieldType } from "../field-type.ts";
import { calc } from "./calc/calc.ts";
import { category } from "./category/category.ts";
import { checkBox } from "./check-box/check-box.ts";
import { consent } from "./consent/consent.ts";
import { createdTime } from "./created-time/created-time.ts";
import { creator } from "./creator/creator.ts";
import { date } from "./date/date.ts";
import { datetime } from "./datetime/datetime.ts";
import { dropDown } from "./drop-down/drop-down.ts";
import { file } from "./file/file.ts";
import { group } from "./group/group.ts";
import { groupSelect } from "./group-select/group-select.ts";
import { hr } from "./hr/hr.ts";
import { label } from "./label/label.ts";
import { link } from "./link/link.ts";
import { modifier } from "./modifier/modifier.ts";
import { multiLineText } from "./multi-line-text/multi-line-text.ts";
import { multiSelect } from "./multi-select/multi-select.ts";
import { number } from "./number/number.ts";
import { organizationSelect } from "./organization-select/organization-select.ts";
import { radioButton } from "./radio-button/radio-button.ts";
import { recordNumber } from "./record-number/record-number.ts";
import { referenceTable } from "./reference-table/reference-table.ts";
import { richText } from "./rich-text/rich-text.ts";
import { singleLineText } from "./single-line-text/single-line-text.ts";
import { spacer } from "./spacer/spacer.ts";
import { status } from "./status/status.ts";
import { statusAssignee } from "./status-assignee/status-assignee.ts";
import { time } from "./time/time.ts";
import { updatedTime } from "./updated-time/updated-time.ts";
import { userSelect } from "./user-select/user-select.ts";
import { subtableOf } from "./subtable/subtable.ts";

const single: readonly AnyFieldType[] = [
  singleLineText,
  multiLineText,
  richText,
  number,
  calc,
  radioButton,
  checkBox,
  dropDown,
  multiSelect,
  date,
  time,
  datetime,
  file,
  link,
  userSelect,
  organizationSelect,
  groupSelect,
  consent,
  referenceTable,
  group,
  label,
  spacer,
  hr,
  recordNumber,
  creator,
  createdTime,
  modifier,
  updatedTime,
  status,
  statusAssignee,
  category,
];
const innerTypes = new Map(single.filter((one) => one.isAllowedInTable).map((one) => [one.type, one]));

/** Every field type by kintone's wire name. */
export const fieldTypes: ReadonlyMap<string, AnyFieldType> = new Map(
  [...single, subtableOf(innerTypes)].map((one) => [one.type, one]),
);

/** true for a type that comes with a function of every app: an app has one such field at most, and nobody adds or removes it. */
export function isBuiltIn(type: string): boolean {
  const fieldType = fieldTypes.get(type);
  return fieldType?.systemColumn !== undefined || fieldType?.isBuiltIn === true;
}
