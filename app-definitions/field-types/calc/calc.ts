import { defineFieldType } from "../../field-type.ts";
import { normalizeDecimal } from "../decimal.ts";
import { showNumber } from "../number/number.ts";
import { flag, scale, settingsSchema, words } from "../setting-schemas.ts";
import { showSeconds, type CalcFormat } from "./show-seconds.ts";

export interface CalcSettings {
  expression: string;
  hideExpression?: boolean;
  format?: CalcFormat;
  displayScale?: string;
  unit?: string;
  unitPosition?: "BEFORE" | "AFTER";
  required?: boolean;
}

/** What a formula gives: always a number, which the format may show as a point or a length of time. Never written. */
export const calc = defineFieldType<CalcSettings, string>({
  type: "CALC",
  settings: settingsSchema(
    {
      expression: { type: "string", minLength: 1, maxLength: 10_000 },
      hideExpression: flag,
      format: {
        enum: ["NUMBER", "NUMBER_DIGIT", "DATETIME", "DATE", "TIME", "HOUR_MINUTE", "DAY_HOUR_MINUTE"],
      },
      displayScale: scale,
      unit: { ...words, maxLength: 128 },
      unitPosition: { enum: ["BEFORE", "AFTER"] },
      required: flag,
    },
    ["expression"],
  ),
  settingDefaults: {
    required: false,
    format: "NUMBER",
    displayScale: "",
    hideExpression: false,
    unit: "",
    unitPosition: "BEFORE",
  },
  column: "numeric",
  operators: ["=", "!=", ">", "<", ">=", "<=", "in", "not in"],
  isSortable: true,
  isWritable: false,
  isAllowedInTable: true,
  mayBeUnique: false,
  wireSchema: () => ({ type: ["string", "number", "null"], maxLength: 1000 }),
  fromWire: (wire) => normalizeDecimal(String(wire ?? "")) ?? null,
  toWire: (value, { format = "NUMBER" }) => (value === null ? "" : showSeconds(value, format)),
  check: () => [],
  initial: () => null,
  text: (value, settings) => {
    if (value === null) return "";
    const { format = "NUMBER", displayScale, unit, unitPosition } = settings;
    if (format !== "NUMBER" && format !== "NUMBER_DIGIT") return showSeconds(value, format);
    return showNumber(value, {
      digit: format === "NUMBER_DIGIT",
      ...(displayScale && { displayScale }),
      ...(unit && { unit }),
      ...(unitPosition && { unitPosition }),
    });
  },
});
