import { normalizeDecimal } from "../field-types/decimal.ts";
import { formulaLimits, FormulaProblem } from "./expression.ts";

/** A piece of a formula: `word` is a field code or the name of a function. */
export interface Token {
  readonly kind: "number" | "text" | "word" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/** One alternative per kind of piece; the first that fits wins. */
const piece =
  /([ \t\r\n\u3000]+)|((?:\d+(?:[.]\d*)?|[.]\d+)(?:[eE][+-]?\d{1,3})?)|"((?:[^"\\]|\\["\\nt])*)"|(<>|<=|>=|!=|[-+*/^&=<>(),])|([\p{L}\p{M}_＿・￥＄¥$€][\p{L}\p{M}\p{N}_＿・･￥＄¥$€ー～〜]*)/uy;
/** Signs typed with the Japanese keyboard in the wrong mode; kintone names this mistake, because it is the commonest. */
const fullWidth = /[！＂＃％＆＇（）＊＋，－．／：；＜＝＞？＾０-９×÷≠≦≧≤≥“”「」、。]/;

/**
 * The pieces of a formula, with an `end` after the last one.
 *
 * @throws FormulaProblem syntax, full-width or too-large
 */
export function tokensOf(formula: string): Token[] {
  if (formula.length > formulaLimits.length) throw new FormulaProblem("too-large", "", formulaLimits.length);
  const tokens: Token[] = [];
  let at = 0;
  while (at < formula.length) {
    piece.lastIndex = at;
    const found = piece.exec(formula);
    if (!found) throw notAPiece(formula, at);
    const token = tokenOf(found, at);
    if (token) tokens.push(token);
    // Two pieces make a node at least, signs and parentheses aside, so this bounds what the parser walks.
    if (tokens.length > formulaLimits.nodes * 4) throw new FormulaProblem("too-large", "", at);
    at += found[0].length;
  }
  return [...tokens, { kind: "end", text: "", at }];
}

function notAPiece(formula: string, at: number): FormulaProblem {
  const character = String.fromCodePoint(formula.codePointAt(at)!);
  return new FormulaProblem(fullWidth.test(character) ? "full-width" : "syntax", character, at);
}

function tokenOf([, , number, quoted, sign, word]: RegExpExecArray, at: number): Token | undefined {
  if (number !== undefined) {
    const text = normalizeDecimal(number);
    if (text === undefined) throw new FormulaProblem("syntax", number.slice(0, 20), at);
    return { kind: "number", text, at };
  }
  if (quoted !== undefined) return { kind: "text", text: unescape(quoted), at };
  if (sign !== undefined) return { kind: "sign", text: sign, at };
  return word === undefined ? undefined : { kind: "word", text: word, at };
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter === "t" ? "\t" : letter));
}
