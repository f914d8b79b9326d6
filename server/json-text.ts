const text = Symbol("JSON text");

/**
 * An answer whose parts were written as JSON one by one, for long lists that are read raw and sent on. Whoever looks at a
 * part inside the server gets its value; who sends the answer takes the text as it is (`jsonOf`).
 *
 * @param parts - the JSON text of each key's value
 */
export function textAnswer<Answer extends object>(parts: { readonly [Key in keyof Answer]-?: string }): Answer {
  const entries = Object.entries(parts) as [string, string][];
  let whole = "{";
  for (const [key, part] of entries) whole += `${whole.length > 1 ? "," : ""}${JSON.stringify(key)}:${part}`;
  const answer = Object.defineProperty({}, text, { value: whole + "}" });
  for (const [key, part] of entries) {
    Object.defineProperty(answer, key, { enumerable: true, get: () => JSON.parse(part) as unknown });
  }
  return answer as Answer;
}

/** The JSON text of an answer; `{}` for none. */
export function jsonOf(answer: unknown): string {
  const isWritten = typeof answer === "object" && answer !== null && text in answer;
  return isWritten ? (answer[text] as string) : JSON.stringify(answer ?? {});
}
