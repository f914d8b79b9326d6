import type { FieldProperty } from "../definition.ts";
import type { Principal } from "../field-type.ts";
import type { ExpressionType } from "./check-expression.ts";
import { emptyNumber, type FieldValue } from "./evaluate-expression.ts";

/** true for fields whose value a formula gives: CALC, and text of one line with an expression. */
export function isComputed({ type, expression }: FieldProperty): boolean {
  return type === "CALC" || (type === "SINGLE_LINE_TEXT" && typeof expression === "string" && expression.trim() !== "");
}

/** The type of a field's own value in formulas; null for fields that formulas may not refer to (kintone.md §1.3). */
export function expressionTypeOf({ type }: FieldProperty): ExpressionType | null {
  switch (type) {
    case "NUMBER":
    case "CALC":
    case "DATE":
    case "TIME":
    case "DATETIME":
    case "CREATED_TIME":
    case "UPDATED_TIME":
      return "number";
    case "SINGLE_LINE_TEXT":
    case "RADIO_BUTTON":
    case "DROP_DOWN":
    case "CREATOR":
    case "MODIFIER":
      return "text";
    case "CHECK_BOX":
    case "MULTI_SELECT":
      return "texts";
    default:
      return null;
  }
}

/**
 * A field's value as formulas see it: points in time are Unix seconds (a date is its midnight in UTC, a time counts from
 * midnight, minutes are whole), an empty number or point in time is 0, everything else that is empty is the empty text.
 *
 * @param value - as the field type knows it; null is empty
 */
export function scalarOf({ type }: FieldProperty, value: unknown): FieldValue {
  switch (type) {
    case "NUMBER":
      return value === null ? emptyNumber : { number: value as string };
    case "DATE":
      return value === null ? emptyNumber : seconds(Date.parse(`${value as string}T00:00:00Z`));
    case "TIME": {
      if (value === null) return emptyNumber;
      const [hours, minutes] = (value as string).split(":").map(Number) as [number, number];
      return { number: String(hours * 3600 + minutes * 60) };
    }
    case "DATETIME":
    case "CREATED_TIME":
    case "UPDATED_TIME":
      return value === null ? emptyNumber : seconds(Math.floor(Date.parse(value as string) / 60_000) * 60_000);
    case "CREATOR":
    case "MODIFIER":
      return { text: (value as readonly Principal[] | null)?.[0]?.name ?? "" };
    case "CHECK_BOX":
    case "MULTI_SELECT":
      return ((value ?? []) as readonly string[]).map((text) => ({ text }));
    default:
      return { text: (value as string | null) ?? "" };
  }
}

function seconds(milliseconds: number): FieldValue {
  return { number: String(Math.floor(milliseconds / 1000)) };
}
