import type { Operator } from "../../app-definitions/field-type.ts";
import { Failure } from "../errors.ts";
import { syntaxError, tokensOf, type Token } from "./tokens.ts";

/** A value as written: text in quotes, a number, or a function with its arguments. */
export type ParsedOperand =
  | { readonly kind: "text" | "number"; readonly text: string; readonly at: number }
  | { readonly kind: "function"; readonly name: string; readonly args: readonly string[]; readonly at: number };

export interface ParsedTest {
  readonly kind: "test";
  readonly code: string;
  readonly operator: Operator;
  readonly operands: readonly ParsedOperand[];
  readonly at: number;
}
export type ParsedCondition = ParsedTest | { readonly kind: "and" | "or"; readonly of: readonly ParsedCondition[] };

export interface ParsedQuery {
  /** null: every record. */
  readonly condition: ParsedCondition | null;
  readonly order: readonly { readonly code: string; readonly direction: "asc" | "desc"; readonly at: number }[];
  readonly limit: number | null;
  readonly offset: number | null;
}

const deepest = 32;
const mostNodes = 2_000;
/** What costs more than other tests: a search of its own, a look into another app's table, a column beside the record. */
const most = { like: 100, related: 20, sorts: 50 };
const mostRecords = 500;
const highestOffset = 10_000;
const periods = ["WEEK", "MONTH", "YEAR"].flatMap((unit) => [`LAST_${unit}`, `THIS_${unit}`, `NEXT_${unit}`]);
const functionNames: ReadonlySet<string> = new Set([
  ...["LOGINUSER", "PRIMARY_ORGANIZATION", "NOW", "TODAY", "YESTERDAY", "TOMORROW", "FROM_TODAY", ...periods],
]);
const comparisons: ReadonlySet<string> = new Set(["=", "!=", ">", "<", ">=", "<="]);

/**
 * Reads a query in kintone's language (kintone.md §2.6): condition, `order by`, `limit`, `offset`, each of them optional.
 *
 * @throws Failure query/syntax with the position; beyond 100,000 characters, 32 levels of parentheses, 2,000 tests and
 *   operands, 100 `like`, 20 tests on related records or 50 sorts too; query/limit above 500, query/offset above 10,000
 */
export function parseQuery(query: string): ParsedQuery {
  const tokens = tokensOf(query);
  let next = 0;
  let nodes = 0;
  const counted = { like: 0, related: 0, sorts: 0 };

  const peek = (ahead = 0): Token => tokens[Math.min(next + ahead, tokens.length - 1)]!;
  const isKeyword = (text: string, ahead = 0) => peek(ahead).kind === "word" && peek(ahead).text.toLowerCase() === text;
  const isSign = (text: string, ahead = 0) => peek(ahead).kind === "sign" && peek(ahead).text === text;

  function take(kind: Token["kind"], text?: string): Token {
    const token = peek();
    const isWanted = token.kind === kind && (text === undefined || token.text.toLowerCase() === text);
    if (!isWanted) throw syntaxError(token.at);
    next++;
    return token;
  }

  function count(at: number, kind?: keyof typeof most): void {
    if (++nodes > mostNodes) throw syntaxError(at);
    if (kind && ++counted[kind] > most[kind]) throw syntaxError(at);
  }

  function joined(kind: "and" | "or", part: (depth: number) => ParsedCondition, depth: number): ParsedCondition {
    const of = [part(depth)];
    while (isKeyword(kind)) {
      next++;
      of.push(part(depth));
    }
    // Parentheses around tests that are joined alike mean nothing: `(a and b) and c` asks one row of a table for all three.
    return of.length === 1 ? of[0]! : { kind, of: of.flatMap((one) => (one.kind === kind ? one.of : [one])) };
  }

  const either = (depth: number): ParsedCondition => joined("or", both, depth);
  const both = (depth: number): ParsedCondition => joined("and", term, depth);

  function term(depth: number): ParsedCondition {
    if (!isSign("(")) return test();
    if (depth >= deepest) throw syntaxError(peek().at);
    next++;
    const inner = either(depth + 1);
    take("sign", ")");
    return inner;
  }

  function test(): ParsedTest {
    const { text: code, at } = take("word");
    count(at, code.includes(".") ? "related" : undefined);
    if (peek().kind === "sign" && comparisons.has(peek().text)) {
      return { kind: "test", code, operator: take("sign").text as Operator, operands: [operand()], at };
    }
    if (isKeyword("is")) {
      next++;
      const isNegative = isKeyword("not");
      if (isNegative) next++;
      take("word", "empty");
      return { kind: "test", code, operator: isNegative ? "is not empty" : "is empty", operands: [], at };
    }
    const isNegative = isKeyword("not");
    if (isNegative) next++;
    if (isKeyword("like")) {
      next++;
      count(at, "like");
      return { kind: "test", code, operator: isNegative ? "not like" : "like", operands: [operand()], at };
    }
    take("word", "in");
    return { kind: "test", code, operator: isNegative ? "not in" : "in", operands: operands(), at };
  }

  function operands(): ParsedOperand[] {
    take("sign", "(");
    const found = [operand()];
    while (isSign(",")) {
      next++;
      found.push(operand());
    }
    take("sign", ")");
    return found;
  }

  function operand(): ParsedOperand {
    const { kind, text, at } = peek();
    count(at);
    if (kind === "text") {
      next++;
      return { kind, text, at };
    }
    take("word");
    if (isSign("(")) {
      const name = text.toUpperCase();
      if (!functionNames.has(name)) throw syntaxError(at);
      return { kind: "function", name, args: args(), at };
    }
    if (!/^[+-]?(\d+([.]\d*)?|[.]\d+)(e[+-]?\d{1,3})?$/i.test(text)) throw syntaxError(at);
    return { kind: "number", text, at };
  }

  function args(): string[] {
    take("sign", "(");
    const found: string[] = [];
    while (!isSign(")")) {
      if (found.length > 0) take("sign", ",");
      found.push((peek().kind === "text" ? take("text") : take("word")).text);
      count(peek().at);
    }
    next++;
    return found;
  }

  function order(): ParsedQuery["order"][number][] {
    if (!isKeyword("order") || !isKeyword("by", 1)) return [];
    next += 2;
    const sorts = [sort()];
    while (isSign(",")) {
      next++;
      sorts.push(sort());
    }
    return sorts;
  }

  function sort(): ParsedQuery["order"][number] {
    const { text: code, at } = take("word");
    count(at, "sorts");
    const isDescending = isKeyword("desc");
    if (isDescending || isKeyword("asc")) next++;
    return { code, direction: isDescending ? "desc" : "asc", at };
  }

  function amount(keyword: "limit" | "offset", most: number): number | null {
    if (!isKeyword(keyword)) return null;
    next++;
    const { text, at } = take("word");
    if (!/^\d+$/.test(text)) throw syntaxError(at);
    if (Number(text) > most) throw new Failure(`query/${keyword}`, { max: most.toLocaleString("en") });
    return Number(text);
  }

  const startsWithClause =
    (isKeyword("order") && isKeyword("by", 1)) ||
    ((isKeyword("limit") || isKeyword("offset")) && /^\d+$/.test(peek(1).text));
  const condition = peek().kind === "end" || startsWithClause ? null : either(0);
  const sorts = order();
  const limit = amount("limit", mostRecords);
  const offset = amount("offset", highestOffset);
  take("end");
  return { condition, order: sorts, limit, offset };
}
