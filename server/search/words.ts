import { foldText } from "../query/fold-text.ts";

/** One condition of a search; all of them must hold. */
export interface SearchQuery {
  operator: "AND" | "OR" | "NOT";
  keywords: readonly string[];
}

/** How much text stands around a found word. */
const snippetLength = 100;
const mostSnippets = 3;

/** Whether the text holds what is asked for; width, case and kana make no difference. */
export function fits(text: string, query: readonly SearchQuery[]): boolean {
  const folded = foldText(text);
  return query.every(({ operator, keywords }) => {
    const isIn = (word: string) => folded.includes(foldText(word));
    if (operator === "AND") return keywords.every(isIn);
    return operator === "OR" ? keywords.some(isIn) : !keywords.some(isIn);
  });
}

/** The words that a hit may show: those that must not occur are in none. */
export function wantedWords(query: readonly SearchQuery[]): readonly string[] {
  return query.flatMap(({ operator, keywords }) => (operator === "NOT" ? [] : keywords));
}

/** Whether any of the words is in the text. */
export function hasWord(text: string, words: readonly string[]): boolean {
  const folded = foldText(text);
  return words.some((word) => folded.includes(foldText(word)));
}

/** Up to three pieces of the texts in which a word was found. */
export function snippetsOf(texts: readonly string[], words: readonly string[]): string[] {
  return texts
    .filter((text) => hasWord(text, words))
    .slice(0, mostSnippets)
    .map((text) => around(plainText(text), words));
}

/** Formatted text without its marks. A mark holds no other, so that a text full of "<" takes no longer than any. */
export function plainText(html: string): string {
  return html
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function around(text: string, words: readonly string[]): string {
  // Folding may change lengths a little, which moves the window and nothing else.
  const at = Math.min(...words.map((word) => foldText(text).indexOf(foldText(word))).filter((found) => found >= 0));
  const from = Math.max(0, (Number.isFinite(at) ? at : 0) - snippetLength / 4);
  return text.slice(from, from + snippetLength);
}
