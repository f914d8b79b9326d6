/** A formula as a tree. `at` is the place in the text, for whoever has to put it right. */
export type Expression =
  | { readonly kind: "number"; readonly text: string; readonly at: number }
  | { readonly kind: "text"; readonly text: string; readonly at: number }
  | { readonly kind: "field"; readonly code: string; readonly at: number }
  | { readonly kind: "sign"; readonly operator: "+" | "-"; readonly of: Expression; readonly at: number }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: "call"; readonly name: FunctionName; readonly args: readonly Expression[]; readonly at: number };

export type BinaryOperator = "+" | "-" | "*" | "/" | "^" | "&" | "=" | "!=" | "<" | ">" | "<=" | ">=";

/** The whole list of functions; there is no way to define another one. */
export const functionNames = [
  "SUM",
  "IF",
  "AND",
  "OR",
  "NOT",
  "ROUND",
  "ROUNDUP",
  "ROUNDDOWN",
  "YEN",
  "DATE_FORMAT",
  "CONTAINS",
] as const;
export type FunctionName = (typeof functionNames)[number];

/** Why kintone refuses a formula at deploy (GAIA_IL01), one word per reason. */
export type FormulaReason =
  | "syntax"
  | "full-width"
  | "unknown-code"
  | "unknown-function"
  | "arity"
  | "type"
  | "array"
  | "unreferable"
  | "cycle"
  | "too-large";

/** A formula that cannot be accepted. `word` is the code, function or sign that is wrong; may be empty. */
export class FormulaProblem extends Error {
  override readonly name = "FormulaProblem";
  constructor(
    readonly reason: FormulaReason,
    readonly word: string,
    readonly at: number,
  ) {
    super(`${reason} ${word}`);
  }
}

/** What goes wrong while a sound formula is computed; kintone shows these words and stores nothing. */
export type FormulaFault = "#ERROR!" | "#VALUE!" | "#CONVERT!" | "#PRECISION!";

export class FormulaFailure extends Error {
  override readonly name = "FormulaFailure";
  constructor(readonly fault: FormulaFault) {
    super(fault);
  }
}

/** Bounds of the language, so that no formula is a bomb: each of them stops long before anybody waits. */
export const formulaLimits = {
  /** Characters of a formula. */
  length: 10_000,
  /** Parentheses, calls and signs inside each other. */
  depth: 100,
  nodes: 2_000,
  /** Arguments of AND, OR and SUM, as on kintone. */
  args: 32,
  /** Nodes that one computation may visit; a value of a table's row counts as one. */
  steps: 10_000,
  /** Nodes that a formula inside a table may visit over all rows. */
  rowSteps: 100_000,
  /** Characters of any text on the way and at the end. */
  output: 10_000,
} as const;
