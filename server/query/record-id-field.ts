import { recordNumber } from "../../app-definitions/field-types/record-number/record-number.ts";
import type { DeployedField } from "../apps/deployed-app.ts";

/** The record's id as a field of every app, which queries call `$id`; no right ever hides it on a visible record. */
export const recordIdField: DeployedField = {
  id: 0,
  code: "$id",
  property: { type: "RECORD_NUMBER", code: "$id", label: "$id" },
  fieldType: recordNumber,
  column: "id",
  optionIds: new Map(),
  optionKeys: new Map(),
  table: null,
  inner: new Map(),
  tab: null,
};
