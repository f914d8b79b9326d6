import type { FieldProperty } from "../../../app-definitions/definition.ts";

const english: readonly (readonly [type: string, code: string, label: string])[] = [
  ["RECORD_NUMBER", "Record_number", "Record number"],
  ["CREATOR", "Created_by", "Created by"],
  ["CREATED_TIME", "Created_datetime", "Created datetime"],
  ["MODIFIER", "Updated_by", "Updated by"],
  ["UPDATED_TIME", "Updated_datetime", "Updated datetime"],
  ["STATUS", "Status", "Status"],
  ["STATUS_ASSIGNEE", "Assignee", "Assignee"],
  ["CATEGORY", "Categories", "Categories"],
];

/**
 * The fields that an app has from the start, under the codes of its maker's language as on kintone; for Japanese none, because
 * those are the codes that every definition gets which names none.
 *
 * @see kintone.md section 1.19, I18-3
 */
export function systemFieldsIn(locale: "ja" | "en"): Record<string, FieldProperty> {
  if (locale === "ja") return {};
  return Object.fromEntries(english.map(([type, code, label]) => [code, { type, code, label, noLabel: false }]));
}

/** Codes of creator and last changer in an app made by somebody of this language. */
export function makersIn(locale: "ja" | "en"): readonly string[] {
  return locale === "ja" ? ["作成者", "更新者"] : ["Created_by", "Updated_by"];
}
