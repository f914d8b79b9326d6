import { compareDecimals } from "../field-types/decimal.ts";
import { compute, kept, roundAt, yen, type NumberPrecision, type Numeral } from "./decimal-arithmetic.ts";
import { FormulaFailure, formulaLimits, type Expression } from "./expression.ts";
import { formatInstant } from "./format-instant.ts";

/** What a part of a formula is worth: a number (points in time are), a text, or true or false. */
export type Scalar =
  { readonly number: Numeral; readonly isEmpty?: true } | { readonly text: string } | { readonly boolean: boolean };

/** A field's value in a formula; a list for choices and for the fields of a table's rows. */
export type FieldValue = Scalar | readonly Scalar[];

/** An empty number or point in time: 0 in arithmetic, equal to "", and nothing when it is the result. */
export const emptyNumber: Scalar = { number: "0", isEmpty: true };

/**
 * Computes a formula that `checkExpression` accepted.
 *
 * @param read - gives a field's value; throws FormulaFailure where the field itself could not be computed
 * @throws FormulaFailure, also after 10,000 steps or 10,000 characters
 */
export function evaluateExpression(
  expression: Expression,
  read: (code: string) => FieldValue,
  precision: NumberPrecision,
): Scalar {
  let steps = 0;

  function step(count = 1): void {
    steps += count;
    if (steps > formulaLimits.steps) throw new FormulaFailure("#ERROR!");
  }

  function value(one: Expression): Scalar {
    step();
    switch (one.kind) {
      case "number":
        return { number: kept(one.text, precision) };
      case "text":
        return { text: one.text };
      case "field": {
        const found = read(one.code);
        if (isList(found)) throw new FormulaFailure("#VALUE!");
        return found;
      }
      case "sign":
        return { number: one.operator === "-" ? compute("-", "0", number(one.of), precision) : number(one.of) };
      case "binary":
        return binary(one);
      case "call":
        return call(one);
    }
  }

  function binary({ operator, left, right }: Expression & { kind: "binary" }): Scalar {
    switch (operator) {
      case "&":
        return bounded(textOf(value(left)) + textOf(value(right)));
      case "=":
      case "!=":
        return { boolean: isSame(value(left), value(right)) === (operator === "=") };
      case "<":
      case ">":
      case "<=":
      case ">=": {
        const order = compareDecimals(number(left), number(right));
        return {
          boolean:
            operator[0] === "<"
              ? order < 0 || (order === 0 && operator === "<=")
              : order > 0 || (order === 0 && operator === ">="),
        };
      }
      default:
        return { number: compute(operator, number(left), number(right), precision) };
    }
  }

  function call({ name, args }: Expression & { kind: "call" }): Scalar {
    const [first, second, third] = args as [Expression, Expression, Expression];
    const digits = () => (args.length > 1 ? number(second) : "0");
    switch (name) {
      case "SUM":
        return { number: args.flatMap(numbers).reduce((sum, one) => compute("+", sum, one, precision), "0") };
      case "IF":
        return value(isTrue(first) ? second : third);
      case "AND":
        return { boolean: args.every(isTrue) };
      case "OR":
        return { boolean: args.some(isTrue) };
      case "NOT":
        return { boolean: !isTrue(first) };
      case "ROUND":
        return { number: roundAt(number(first), digits(), "HALF_UP") };
      case "ROUNDUP":
        return { number: roundAt(number(first), digits(), "UP") };
      case "ROUNDDOWN":
        return { number: roundAt(number(first), digits(), "DOWN") };
      case "YEN":
        return { text: yen(number(first), digits()) };
      case "DATE_FORMAT": {
        const instant = value(first);
        if (textOf(instant) === "") return { text: "" };
        return bounded(formatInstant(Number(numberOf(instant)), textOf(value(second)), textOf(value(third))));
      }
      case "CONTAINS": {
        const words = textOf(value(second));
        const inside = list(first);
        if (inside) return { boolean: inside.some((one) => textOf(one) === words) };
        return { boolean: textOf(value(first)).includes(words) };
      }
    }
  }

  /** The list that a field stands for, or undefined when it is a single value. */
  function list(one: Expression): readonly Scalar[] | undefined {
    if (one.kind !== "field") return undefined;
    const found = read(one.code);
    if (!isList(found)) return undefined;
    step(found.length);
    return found;
  }

  function numbers(one: Expression): Numeral[] {
    return list(one)?.map(numberOf) ?? [number(one)];
  }

  function number(one: Expression): Numeral {
    return numberOf(value(one));
  }

  function isTrue(one: Expression): boolean {
    return numberOf(value(one)) !== "0";
  }

  return value(expression);
}

/** The number, which booleans are too: 1 or 0. */
export function numberOf(value: Scalar): Numeral {
  if ("number" in value) return value.number;
  if ("boolean" in value) return value.boolean ? "1" : "0";
  throw new FormulaFailure("#VALUE!");
}

/** The text as `&` joins it. */
export function textOf(value: Scalar): string {
  if ("text" in value) return value.text;
  if ("boolean" in value) return String(value.boolean);
  return value.isEmpty ? "" : value.number;
}

function isSame(one: Scalar, other: Scalar): boolean {
  if ("text" in one || "text" in other) return textOf(one) === textOf(other);
  return compareDecimals(numberOf(one), numberOf(other)) === 0;
}

function bounded(text: string): Scalar {
  if (text.length > formulaLimits.output) throw new FormulaFailure("#ERROR!");
  return { text };
}

function isList(value: FieldValue): value is readonly Scalar[] {
  return Array.isArray(value);
}
