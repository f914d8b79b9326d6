/** Markup that is safe to send: made only by `html`, which escapes every value. */
export interface Html {
  readonly markup: string;
}

type Value = Html | readonly Html[] | string | number | false | null | undefined;

/**
 * Builds markup. Text is escaped for content and quoted attributes alike; markup and lists of markup go in as they are;
 * false, null and undefined leave nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: strings.reduce((before, part, index) => before + markupOf(values[index - 1]) + part) };
}

function markupOf(value: Value): string {
  if (value === false || value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "markup" in value ? value.markup : value.map(markupOf).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
