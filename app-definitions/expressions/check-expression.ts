import { FormulaProblem, type Expression } from "./expression.ts";
import { isTimezone } from "./format-instant.ts";

/** What a part of a formula gives: `any` is number or text by turns, the plural ones are lists. */
export type ExpressionType = "number" | "text" | "boolean" | "any" | "texts" | "numbers";

/**
 * The type that a field has inside this formula: undefined for a code that the scope does not know, null for a field that
 * formulas may not refer to.
 */
export type TypeOf = (code: string) => ExpressionType | null | undefined;

/**
 * Holds a formula against the fields around it and gives the type of its result.
 *
 * @throws FormulaProblem unknown-code, unreferable, type or array
 */
export function checkExpression(expression: Expression, typeOf: TypeOf): ExpressionType {
  const type = resultOf(expression, typeOf);
  if (isList(type)) throw new FormulaProblem("array", wordOf(expression), expression.at);
  return type;
}

function resultOf(expression: Expression, typeOf: TypeOf): ExpressionType {
  switch (expression.kind) {
    case "number":
    case "text":
      return expression.kind;
    case "field": {
      const type = typeOf(expression.code);
      if (type === undefined) throw new FormulaProblem("unknown-code", expression.code, expression.at);
      if (type === null) throw new FormulaProblem("unreferable", expression.code, expression.at);
      return type;
    }
    case "sign":
      requireNumber(expression.of, typeOf);
      return "number";
    case "binary":
      return binary(expression, typeOf);
    case "call":
      return call(expression, typeOf);
  }
}

function binary({ operator, left, right, at }: Expression & { kind: "binary" }, typeOf: TypeOf): ExpressionType {
  if (operator === "&") {
    requireSingle(left, typeOf);
    requireSingle(right, typeOf);
    return "text";
  }
  if (operator !== "=" && operator !== "!=") {
    requireNumber(left, typeOf);
    requireNumber(right, typeOf);
    return operator === "<" || operator === ">" || operator === "<=" || operator === ">=" ? "boolean" : "number";
  }
  const [one, other] = [requireSingle(left, typeOf), requireSingle(right, typeOf)];
  const isAskedForEmpty = [left, right].some((side) => side.kind === "text" && side.text === "");
  const isMixed = (one === "text") !== (other === "text") && one !== "any" && other !== "any";
  if (isMixed && !isAskedForEmpty) throw new FormulaProblem("type", operator, at);
  return "boolean";
}

function call({ name, args, at }: Expression & { kind: "call" }, typeOf: TypeOf): ExpressionType {
  const [first, second, third] = args as [Expression, Expression?, Expression?];
  switch (name) {
    case "SUM":
      for (const arg of args) if (resultOf(arg, typeOf) !== "numbers") requireNumber(arg, typeOf);
      return "number";
    case "IF": {
      requireNumber(first, typeOf);
      const [one, other] = [requireSingle(second!, typeOf), requireSingle(third!, typeOf)];
      return one === other ? one : "any";
    }
    case "AND":
    case "OR":
    case "NOT":
      for (const arg of args) requireNumber(arg, typeOf);
      return "boolean";
    case "ROUND":
    case "ROUNDUP":
    case "ROUNDDOWN":
    case "YEN":
      for (const arg of args) requireNumber(arg, typeOf);
      return name === "YEN" ? "text" : "number";
    case "DATE_FORMAT":
      requireNumber(first, typeOf);
      requireText(second!, typeOf);
      // A zone that a record could choose would fill the process with calendars.
      if (third!.kind !== "text" || !isTimezone(third!.text)) throw new FormulaProblem("type", wordOf(third!), at);
      return "text";
    case "CONTAINS": {
      const type = resultOf(first, typeOf);
      if (type !== "texts") requireText(first, typeOf);
      requireText(second!, typeOf);
      return "boolean";
    }
  }
}

function requireSingle(expression: Expression, typeOf: TypeOf): ExpressionType {
  const type = resultOf(expression, typeOf);
  if (isList(type)) throw new FormulaProblem("array", wordOf(expression), expression.at);
  return type;
}

function requireNumber(expression: Expression, typeOf: TypeOf): void {
  const type = requireSingle(expression, typeOf);
  if (type === "text") throw new FormulaProblem("type", wordOf(expression), expression.at);
}

function requireText(expression: Expression, typeOf: TypeOf): void {
  const type = requireSingle(expression, typeOf);
  if (type !== "text" && type !== "any") throw new FormulaProblem("type", wordOf(expression), expression.at);
}

function isList(type: ExpressionType): boolean {
  return type === "texts" || type === "numbers";
}

function wordOf(expression: Expression): string {
  switch (expression.kind) {
    case "field":
      return expression.code;
    case "call":
      return expression.name;
    case "number":
    case "text":
      return expression.text.slice(0, 40);
    default:
      return expression.operator;
  }
}
