import { Failure } from "../errors.ts";

export interface Token {
  /** `word`: field code, keyword, number or function name; `end`: after the last character. */
  readonly kind: "word" | "text" | "sign" | "end";
  readonly text: string;
  /** Characters before the token. */
  readonly at: number;
}

const longestQuery = 100_000;
const blank = /[ \t\r\n\u3000]/;
const word = /[^ \t\r\n\u3000"(),=!<>]+/y;
const sign = /!=|<=|>=|[=<>(),]/y;
const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", t: "\t", n: "\n", r: "\r" };

/**
 * The tokens of a query, the last one being `end`. Blanks, the full width one included, separate.
 *
 * @throws Failure query/syntax, also for more than 100,000 characters
 */
export function tokensOf(query: string): Token[] {
  if (query.length > longestQuery) throw syntaxError(longestQuery);
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    if (blank.test(query[at]!)) {
      at++;
      continue;
    }
    const token = query[at] === '"' ? textToken(query, at) : plainToken(query, at);
    tokens.push(token.token);
    at = token.next;
  }
  return [...tokens, { kind: "end", text: "", at }];
}

function plainToken(query: string, at: number): { token: Token; next: number } {
  for (const [kind, pattern] of [["sign", sign] as const, ["word", word] as const]) {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0];
    if (text) return { token: { kind, text, at }, next: at + text.length };
  }
  throw syntaxError(at);
}

function textToken(query: string, start: number): { token: Token; next: number } {
  let text = "";
  for (let at = start + 1; at < query.length; at++) {
    const character = query[at]!;
    if (character === '"') return { token: { kind: "text", text, at: start }, next: at + 1 };
    if (character < " ") throw syntaxError(at);
    if (character !== "\\") {
      text += character;
      continue;
    }
    const meant = escapes[query[++at] ?? ""];
    if (meant === undefined) throw syntaxError(at);
    text += meant;
  }
  throw syntaxError(start);
}

/** The failure of a query that cannot be read, with the place of the trouble. */
export function syntaxError(position: number): Failure {
  return new Failure("query/syntax", { position }, { query: [{ message: "query-syntax", params: { position } }] });
}
