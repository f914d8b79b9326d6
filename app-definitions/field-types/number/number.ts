import { defineFieldType, FieldValueError, type FieldProblem } from "../../field-type.ts";
import { compareDecimals, digitsOf, normalizeDecimal } from "../decimal.ts";
import { bound, flag, scale, settingsSchema, words } from "../setting-schemas.ts";

export interface NumberSettings {
  required?: boolean;
  unique?: boolean;
  minValue?: string;
  maxValue?: string;
  defaultValue?: string;
  digit?: boolean;
  displayScale?: string;
  unit?: string;
  unitPosition?: "BEFORE" | "AFTER";
}

/** Far more digits than any app keeps; a number of so many is no slip of the pen. */
const longNumber = /^[+-]?[0-9]+([.][0-9]*)?([eE][+]?[0-9]+)?$/;
const wholeDigits = 30;

/**
 * An exact decimal number, kept as text from end to end: at most 30 digits before the point. Whoever stores it rounds it
 * to the decimals of the app.
 */
export const number = defineFieldType<NumberSettings, string>({
  type: "NUMBER",
  settings: settingsSchema({
    required: flag,
    unique: flag,
    minValue: bound,
    maxValue: bound,
    defaultValue: { type: "string", maxLength: 1000, pattern: bound.pattern },
    digit: flag,
    displayScale: scale,
    unit: { ...words, maxLength: 128 },
    unitPosition: { enum: ["BEFORE", "AFTER"] },
  }),
  settingDefaults: {
    required: false,
    unique: false,
    minValue: "",
    maxValue: "",
    defaultValue: "",
    digit: false,
    displayScale: "",
    unit: "",
    unitPosition: "BEFORE",
  },
  column: "numeric",
  operators: ["=", "!=", ">", "<", ">=", "<=", "in", "not in"],
  isSortable: true,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: true,
  wireSchema: () => ({ type: ["string", "number", "null"], maxLength: 1000 }),
  fromWire: (wire) => {
    const text = wire === null || wire === undefined ? "" : String(wire).trim();
    if (text === "") return null;
    const value = normalizeDecimal(text);
    if (value === undefined)
      throw new FieldValueError({ message: longNumber.test(text) ? "too-many-digits" : "not-number" });
    return value;
  },
  showsAs: "stored",
  toWire: (value) => value ?? "",
  check: (value, { minValue, maxValue }) => (value === null ? [] : checkNumber(value, minValue, maxValue)),
  initial: ({ defaultValue }) => normalizeDecimal(defaultValue ?? "") ?? null,
  text: (value, settings) => (value === null ? "" : showNumber(value, settings)),
});

function checkNumber(value: string, minValue = "", maxValue = ""): FieldProblem[] {
  const least = normalizeDecimal(minValue);
  const most = normalizeDecimal(maxValue);
  if (digitsOf(value).whole > wholeDigits) return [{ message: "too-many-digits" }];
  if (most !== undefined && compareDecimals(value, most) > 0)
    return [{ message: "above-max", params: { limit: most } }];
  if (least !== undefined && compareDecimals(value, least) < 0)
    return [{ message: "below-min", params: { limit: least } }];
  return [];
}

/** The number as readers see it: thousands separated if the settings say so, with its unit. Digits are never lost. */
export function showNumber(value: string, { digit, displayScale, unit = "", unitPosition }: NumberSettings): string {
  const [whole = "", fraction = ""] = value.split(".");
  const shownFraction = displayScale ? fraction.padEnd(Number(displayScale), "0") : fraction;
  const grouped = digit ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  const shown = shownFraction ? `${grouped}.${shownFraction}` : grouped;
  if (!unit) return shown;
  return unitPosition === "AFTER" ? `${shown} ${unit}` : `${unit} ${shown}`;
}
