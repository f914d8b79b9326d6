import {
  formulaLimits,
  FormulaProblem,
  functionNames,
  type BinaryOperator,
  type Expression,
  type FunctionName,
} from "./expression.ts";
import { tokensOf, type Token } from "./tokens.ts";

/** Weakest first; all of them join from the left. A sign binds weaker than a power: -2^2 is -4. */
const levels: readonly ReadonlySet<string>[] = [
  new Set(["=", "!=", "<>", "<", ">", "<=", ">="]),
  new Set(["&"]),
  new Set(["+", "-"]),
  new Set(["*", "/"]),
];

/**
 * Reads a formula: the one parser of formulas, for server, client and checks of definitions. Whether its fields exist and
 * its types fit is `checkExpression`'s question.
 *
 * @see kintone.md §1.4
 * @throws FormulaProblem syntax, full-width, unknown-function, arity or too-large (`formulaLimits`)
 */
export function parseExpression(formula: string): Expression {
  const tokens = tokensOf(formula);
  let next = 0;
  let nodes = 0;

  const peek = (ahead = 0): Token => tokens[Math.min(next + ahead, tokens.length - 1)]!;
  const isSign = (text: string, ahead = 0) => peek(ahead).kind === "sign" && peek(ahead).text === text;
  const wrong = ({ text, at }: Token) => new FormulaProblem("syntax", text.slice(0, 40), at);

  function made<Node extends Expression>(node: Node): Node {
    if (++nodes > formulaLimits.nodes) throw new FormulaProblem("too-large", "", node.at);
    return node;
  }

  function deeper(depth: number): number {
    if (depth >= formulaLimits.depth) throw new FormulaProblem("too-large", "", peek().at);
    return depth + 1;
  }

  function take(text: string): void {
    if (!isSign(text)) throw wrong(peek());
    next++;
  }

  function joined(level: number, depth: number): Expression {
    const operators = levels[level];
    if (!operators) return signed(depth);
    let left = joined(level + 1, depth);
    while (peek().kind === "sign" && operators.has(peek().text)) {
      const { text, at } = tokens[next++]!;
      const operator = (text === "<>" ? "!=" : text) as BinaryOperator;
      left = made({ kind: "binary", operator, left, right: joined(level + 1, depth), at });
    }
    return left;
  }

  function signed(depth: number): Expression {
    if (!isSign("+") && !isSign("-")) return power(depth);
    const { text, at } = tokens[next++]!;
    return made({ kind: "sign", operator: text as "+" | "-", of: signed(deeper(depth)), at });
  }

  function power(depth: number): Expression {
    let left = single(depth);
    while (isSign("^")) {
      const { at } = tokens[next++]!;
      const isNegative = isSign("+") || isSign("-");
      const right = isNegative ? signed(deeper(depth)) : single(depth);
      left = made({ kind: "binary", operator: "^", left, right, at });
    }
    return left;
  }

  function single(depth: number): Expression {
    const token = peek();
    const { kind, text, at } = token;
    if (kind === "number" || kind === "text") {
      next++;
      return made({ kind, text, at });
    }
    if (kind === "word") {
      next++;
      return isSign("(") ? call(text, at, deeper(depth)) : made({ kind: "field", code: text, at });
    }
    if (!isSign("(")) throw wrong(token);
    next++;
    const inner = joined(0, deeper(depth));
    take(")");
    return inner;
  }

  function call(word: string, at: number, depth: number): Expression {
    const name = functionNames.find((one) => one === word.toUpperCase());
    if (!name) throw new FormulaProblem("unknown-function", word, at);
    take("(");
    const args: Expression[] = [];
    while (!isSign(")")) {
      if (args.length > 0) take(",");
      args.push(joined(0, depth));
      if (args.length > formulaLimits.args) throw new FormulaProblem("arity", name, at);
    }
    next++;
    requireArity(name, args.length, at);
    return made({ kind: "call", name, args, at });
  }

  const expression = joined(0, 0);
  if (peek().kind !== "end") throw wrong(peek());
  return expression;
}

/** How many arguments each function takes: least and most. */
const arities: Readonly<Record<FunctionName, readonly [least: number, most: number]>> = {
  SUM: [1, formulaLimits.args],
  IF: [3, 3],
  AND: [1, formulaLimits.args],
  OR: [1, formulaLimits.args],
  NOT: [1, 1],
  ROUND: [1, 2],
  ROUNDUP: [1, 2],
  ROUNDDOWN: [1, 2],
  YEN: [1, 2],
  DATE_FORMAT: [3, 3],
  CONTAINS: [2, 2],
};

function requireArity(name: FunctionName, given: number, at: number): void {
  const [least, most] = arities[name];
  if (given < least || given > most) throw new FormulaProblem("arity", name, at);
}

/** The field codes that a formula reads, each once. */
export function codesOf(expression: Expression): ReadonlySet<string> {
  const codes = new Set<string>();
  const rest: Expression[] = [expression];
  for (let one = rest.pop(); one; one = rest.pop()) {
    if (one.kind === "field") codes.add(one.code);
    else if (one.kind === "sign") rest.push(one.of);
    else if (one.kind === "binary") rest.push(one.left, one.right);
    else if (one.kind === "call") rest.push(...one.args);
  }
  return codes;
}
