import type { ConsentValue, FileValue, Principal } from "../../app-definitions/field-type.ts";
import type { FieldProperty } from "../../app-definitions/definition.ts";
import { formatDay, formatMinute, formatSecond } from "./dates.ts";
import type { PdfLanguage } from "./pdf-document.ts";

/** Turns a text of the definition (an option, a unit) into the reader's language. */
export type Translate = (text: string) => string;

const consentWords = {
  "ja-JP": { AGREED: "同意済み", WITHDRAWN: "撤回済み", version: (v: string) => `第${v}版`, none: "未同意" },
  en: { AGREED: "Agreed", WITHDRAWN: "Withdrawn", version: (v: string) => `version ${v}`, none: "Not agreed" },
} as const;

/** A wire value as lines of plain text for paper; an empty list when there is nothing. */
export function shownLines(
  property: FieldProperty,
  value: unknown,
  language: PdfLanguage,
  translate: Translate,
): readonly string[] {
  if (property.type === "CONSENT") return consentLines(value as ConsentValue | null, language);
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value)) return listLines(property.type, value, language, translate);
  if (typeof value === "object") return [(value as Principal).name];
  return textLines(property, String(value), language, translate);
}

function textLines(property: FieldProperty, value: string, language: PdfLanguage, translate: Translate) {
  switch (property.type) {
    case "DATE":
      // Noon UTC lies on the same day in Japan, so the day is never shifted.
      return [formatDay(new Date(`${value}T03:00:00Z`), language)];
    case "DATETIME":
    case "CREATED_TIME":
    case "UPDATED_TIME":
      return [formatMinute(new Date(value), language)];
    case "NUMBER":
    case "CALC":
      return [numberText(property, value, translate)];
    case "RICH_TEXT":
      return htmlLines(value);
    case "DROP_DOWN":
    case "RADIO_BUTTON":
    case "STATUS":
      return [translate(value)];
    default:
      return value.split(/\r\n|\r|\n/);
  }
}

function listLines(type: string, values: readonly unknown[], language: PdfLanguage, translate: Translate) {
  const separator = language === "en" ? ", " : "、";
  if (type === "FILE") return (values as FileValue[]).map(({ name }) => name);
  const names = values.map((value) => (typeof value === "string" ? translate(value) : (value as Principal).name));
  return names.length > 0 ? [names.join(separator)] : [];
}

function consentLines(value: ConsentValue | null, language: PdfLanguage) {
  const words = consentWords[language];
  const last = value?.entries.at(-1);
  if (!value || !last) return [words.none];
  const state = `${words[value.state]} ${words.version(value.version)}`;
  return [state, `${formatSecond(new Date(last.at), language)} ${last.user.name}`];
}

function numberText(property: FieldProperty, value: string, translate: Translate): string {
  const [whole = "", fraction] = value.split(".");
  const grouped = property["digit"] ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  const unit = translate(String(property["unit"] ?? ""));
  return property["unitPosition"] === "BEFORE" ? `${unit}${digits}` : `${digits}${unit}`;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'" };

/** Sanitised HTML as lines: one per block element; the text is drawn, never interpreted again. */
function htmlLines(html: string): readonly string[] {
  return html
    .replace(/<(?:br|\/p|\/li|\/h[1-6]|\/div)[^<>]*>/gi, "\n")
    .replace(/<li[^<>]*>/gi, "・")
    .replace(/<[^<>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
