import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";
import { showDay, showInstant } from "../japanese-dates.ts";
import { shownNumber } from "../number/number-widget.ts";

export interface CalcWidgetSettings extends FieldProperty {
  format?: string;
  displayScale?: string;
  unit?: string;
  unitPosition?: string;
}

const view: FieldWidget<CalcWidgetSettings>["view"] = (value, settings, { locale, compact }) => {
  const text = String(value ?? "");
  const { format = "NUMBER", displayScale, unit = "", unitPosition } = settings;
  // A formula that cannot be computed while a form is filled in says so in kintone's words.
  if (text === "" || text.startsWith("#")) return text;
  switch (format) {
    case "DATE":
      return showDay(text, locale, compact);
    case "DATETIME":
      return showInstant(text, locale, compact);
    case "TIME":
    case "HOUR_MINUTE":
      return text;
    case "DAY_HOUR_MINUTE":
      return daysAndHours(text, locale);
  }
  const rounded = displayScale ? roundedHalfUp(text, Number(displayScale)) : text;
  const shown = shownNumber(rounded, { ...settings, digit: format === "NUMBER_DIGIT" });
  if (unit === "") return shown;
  return unitPosition === "AFTER" ? `${shown} ${unit}` : `${unit} ${shown}`;
};

/** What a formula gives, with its unit and format; what counts is what the server computes when the record is saved. */
export const calcWidget: FieldWidget<CalcWidgetSettings> = {
  view,
  edit: (value, settings, { id, locale, translate, place }) => html`
    <output id=${id}>${view(value, settings, { locale, translate, place, compact: true })}</output>
  `,
};

/** `49:30` as days, hours and minutes. */
export function daysAndHours(text: string, locale: "ja" | "en"): string {
  const parts = /^(-?)(\d+):(\d{2})$/.exec(text);
  if (!parts) return text;
  const [, sign = "", hours = "", minutes = ""] = parts;
  const [days, rest] = [Math.floor(Number(hours) / 24), Number(hours) % 24];
  return locale === "ja"
    ? `${sign}${days}日${rest}時間${Number(minutes)}分`
    : `${sign}${days} d ${rest} h ${Number(minutes)} min`;
}

/** A decimal text with so many digits after the point at most; no float touches it. */
export function roundedHalfUp(text: string, scale: number): string {
  const parts = /^(-?)(\d+)[.](\d+)$/.exec(text);
  if (!parts || parts[3]!.length <= scale) return text;
  const [, sign = "", whole = "", decimals = ""] = parts;
  const kept = BigInt(whole + decimals.slice(0, scale)) + (decimals[scale]! >= "5" ? 1n : 0n);
  const digits = kept.toString().padStart(scale + 1, "0");
  const rounded = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return kept === 0n ? rounded : `${sign}${rounded}`;
}
