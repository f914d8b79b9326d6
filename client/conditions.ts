/**
 * Filters as sentences and as kintone's query language, both ways, for the part of the language that the filter builder
 * speaks: comparisons joined by one word. Anything richer stays as text.
 */
export interface Clause {
  field: string;
  operator: string;
  values: readonly string[];
}
export interface Filter {
  join: "and" | "or";
  clauses: readonly Clause[];
}

const quote = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;
const isFunction = (text: string) => /^[A-Z_]+\([^)]*\)$/.test(text);
const literal = (text: string) => (isFunction(text) ? text : quote(text));

/** The filter in the query language; empty when it has no clause. */
export function toQuery({ join, clauses }: Filter): string {
  return clauses
    .map(({ field, operator, values }) => {
      if (operator.startsWith("is ")) return `${field} ${operator.replace("is not empty", "is not empty")}`;
      if (operator.endsWith("in")) return `${field} ${operator} (${values.map(literal).join(", ")})`;
      return `${field} ${operator} ${literal(values[0] ?? "")}`;
    })
    .join(` ${join} `);
}

const token =
  /\s*(?:"((?:\\.|[^"\\])*)"|([A-Z_]+\([^)]*\))|(not in|is not empty|is empty|not like|!=|>=|<=|[(),=<>])|([^\s"(),=<>!]+))/gy;

/** Reads a condition back; undefined when it says more than the filter builder can show. */
export function fromQuery(query: string): Filter | undefined {
  const words: { text: string; isValue: boolean }[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < query.trimEnd().length) {
    const found = token.exec(query);
    if (!found) return undefined;
    const [, quoted, call, sign, word] = found;
    words.push({
      text: quoted?.replace(/\\(.)/g, "$1") ?? call ?? sign ?? word ?? "",
      isValue: quoted !== undefined || call !== undefined,
    });
  }
  const clauses: Clause[] = [];
  let join: Filter["join"] | undefined;
  for (let at = 0; at < words.length;) {
    if (clauses.length > 0) {
      const word = words[at]?.text;
      if ((word !== "and" && word !== "or") || (join && join !== word)) return undefined;
      join = word;
      at += 1;
    }
    const [field, operator] = [words[at], words[at + 1]];
    if (!field || !operator || field.isValue || operator.isValue || field.text === "(") return undefined;
    at += 2;
    if (operator.text.startsWith("is ")) {
      clauses.push({ field: field.text, operator: operator.text, values: [] });
    } else if (operator.text.endsWith("in")) {
      const values: string[] = [];
      if (words[at]?.text !== "(") return undefined;
      for (at += 1; words[at] && words[at]?.text !== ")"; at += 1)
        if (words[at]?.text !== ",") values.push(words[at]?.text ?? "");
      at += 1;
      clauses.push({ field: field.text, operator: operator.text, values });
    } else {
      clauses.push({ field: field.text, operator: operator.text, values: [words[at]?.text ?? ""] });
      at += 1;
    }
  }
  return { join: join ?? "and", clauses };
}
