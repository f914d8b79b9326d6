import { widgets } from "../app-definitions/field-types/widgets.ts";
import { followable } from "../app-definitions/field-types/link/link-widget.ts";
import { isEmptyValue } from "./fields.ts";
import { t } from "./messages/text.ts";
import type { App, FieldRights, RecordCells, ShownField } from "./wire.ts";

const isSet = (limit: unknown): limit is string => typeof limit === "string" && limit !== "";

/**
 * What a person can put right before saving, in words; empty when nothing is wrong. The server checks everything again.
 */
export function checkValue(field: ShownField, value: unknown): string {
  if (isEmptyValue(value)) {
    const isWritten = field.type !== "RADIO_BUTTON" && field.type !== "CONSENT" && field.type in widgets;
    return field.required && isWritten ? t("check.required") : "";
  }
  const text = typeof value === "string" ? value : "";
  const { minLength, maxLength, minValue, maxValue, protocol } = field;
  switch (field.type) {
    case "NUMBER": {
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text.normalize("NFKC").replace(/[,\s]/g, ""))) return t("check.number");
      if (isSet(minValue) && Number(text) < Number(minValue)) return t("check.min", { min: minValue });
      return isSet(maxValue) && Number(text) > Number(maxValue) ? t("check.max", { max: maxValue }) : "";
    }
    case "DATE":
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? "" : t("check.date");
    case "TIME":
      return /^\d{2}:\d{2}$/.test(text) ? "" : t("check.time");
    case "DATETIME":
      return /^\d{4}-\d{2}-\d{2}T.*Z$/.test(text) ? "" : t("check.datetime");
    case "LINK":
      if (followable(text, typeof protocol === "string" ? protocol : "WEB") === undefined) {
        return t(protocol === "MAIL" ? "check.mail" : protocol === "CALL" ? "check.call" : "check.web");
      }
  }
  if (isSet(maxLength) && text.length > Number(maxLength)) return t("check.long", { max: maxLength, n: text.length });
  return isSet(minLength) && text.length < Number(minLength) ? t("check.short", { min: minLength }) : "";
}

/** Messages by field code for every field that the viewer may change and that `isAsked` names. */
export function checkFields(
  app: App,
  rights: FieldRights,
  cells: RecordCells,
  isAsked: (code: string) => boolean,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of Object.values(app.fields.properties)) {
    const { code } = field;
    const message = rights[code]?.editable && isAsked(code) ? checkValue(field, cells[code]?.value) : "";
    if (message) found[code] = message;
  }
  return found;
}
