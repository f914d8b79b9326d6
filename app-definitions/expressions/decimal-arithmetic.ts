import { Decimal } from "decimal.js";
import { FormulaFailure } from "./expression.ts";

/** An app's setting for numbers, as kintone's `numberPrecision`. */
export interface NumberPrecision {
  /** Digits that a number has at most, those of its decimals counted whether it has them or not; 1 to 30. */
  readonly digits: number;
  /** Decimals that a number keeps, 0 to 10. */
  readonly decimals: number;
  readonly rounding: "HALF_EVEN" | "UP" | "DOWN";
}

/** kintone's setting of an app that never set it. */
export const usualPrecision: NumberPrecision = { digits: 16, decimals: 4, rounding: "HALF_EVEN" };

/** The setting as the definition writes it; what is missing or out of range is as usual. */
export function precisionOf(
  setting: { digits?: string; decimalPlaces?: string; roundingMode?: string } | undefined,
): NumberPrecision {
  const within = (text: string | undefined, least: number, most: number, usual: number) => {
    const value = /^\d{1,2}$/.test(text ?? "") ? Number(text) : usual;
    return value < least || value > most ? usual : value;
  };
  const rounding = setting?.roundingMode;
  return {
    digits: within(setting?.digits, 1, 30, usualPrecision.digits),
    decimals: within(setting?.decimalPlaces, 0, 10, usualPrecision.decimals),
    rounding: rounding === "UP" || rounding === "DOWN" ? rounding : "HALF_EVEN",
  };
}

/** Wide enough that sums, products and quotients of stored numbers (40 digits) are rounded once only. */
const Wide = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_EVEN, maxE: 20_000, minE: -20_000 });
const modes = {
  HALF_EVEN: Decimal.ROUND_HALF_EVEN,
  HALF_UP: Decimal.ROUND_HALF_UP,
  UP: Decimal.ROUND_UP,
  DOWN: Decimal.ROUND_DOWN,
} as const;

/** Decimals of a stored number, as NUMBER fields have them. */
const storedDecimals = 10;

/** Canonical decimal text, as in `field-types/decimal.ts`: what formulas compute with and columns keep. */
export type Numeral = string;

/**
 * One step of arithmetic, rounded to the decimals of the app, as kintone was measured to do at every step.
 *
 * @throws FormulaFailure #PRECISION! when the whole part has more digits than are left for it, #ERROR! without a result
 */
export function compute(
  operator: "+" | "-" | "*" | "/" | "^",
  left: Numeral,
  right: Numeral,
  precision: NumberPrecision,
): Numeral {
  const a = new Wide(left);
  const b = new Wide(right);
  switch (operator) {
    case "+":
      return settled(a.plus(b), precision);
    case "-":
      return settled(a.minus(b), precision);
    case "*":
      return settled(a.times(b), precision);
    case "/":
      return settled(a.div(b), precision);
    case "^": {
      const exponent = b.trunc();
      if (exponent.abs().gt(100)) throw new FormulaFailure("#ERROR!");
      return settled(a.pow(exponent), precision);
    }
  }
}

/** The number rounded at so many digits after the point (before it, when negative), -30 to 30. */
export function roundAt(number: Numeral, digits: Numeral, mode: "HALF_UP" | "UP" | "DOWN"): Numeral {
  const places = new Wide(digits).trunc().toNumber();
  if (Math.abs(places) > 30) throw new FormulaFailure("#ERROR!");
  const shift = new Wide(10).pow(places);
  return textOf(new Wide(number).times(shift).toDecimalPlaces(0, modes[mode]).div(shift));
}

/** `¥1,234.50`: with thousands separators and so many decimals (0 to 10), rounded half up. */
export function yen(number: Numeral, decimals: Numeral): string {
  const places = new Wide(decimals).trunc().toNumber();
  if (places < 0 || places > storedDecimals) throw new FormulaFailure("#ERROR!");
  const [whole = "", fraction] = new Wide(number).toFixed(places, modes.HALF_UP).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `¥${fraction === undefined ? grouped : `${grouped}.${fraction}`}`;
}

/**
 * The number as the app's precision keeps it; literals of a formula and its result are held to it as every step is.
 *
 * @throws FormulaFailure #PRECISION!
 */
export function kept(number: Numeral, precision: NumberPrecision): Numeral {
  return settled(new Wide(number), precision);
}

/** A number that somebody entered, with the decimals that the app keeps; undefined when its whole part is too long for it. */
export function fitted(
  number: Numeral | Decimal,
  { digits, decimals, rounding }: NumberPrecision,
): Numeral | undefined {
  const rounded = new Wide(number).toDecimalPlaces(decimals, modes[rounding]);
  return !rounded.isZero() && rounded.e >= digits - decimals ? undefined : textOf(rounded);
}

function settled(result: Decimal, precision: NumberPrecision): Numeral {
  if (!result.isFinite()) throw new FormulaFailure("#ERROR!");
  const number = fitted(result, precision);
  if (number === undefined) throw new FormulaFailure("#PRECISION!");
  return number;
}

function textOf(number: Decimal): Numeral {
  // 10^-100 and its like are nothing that a column could keep; a text of them would be long.
  const text = number.e < -60 ? "0" : number.toFixed();
  return text === "-0" ? "0" : text;
}
