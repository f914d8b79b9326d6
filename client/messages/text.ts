import ja from "./ja.json" with { type: "json" };

export type MessageKey = keyof typeof ja;
export type Locale = "ja" | "en";
export type Messages = Readonly<Record<MessageKey, string>>;
export type MessageParams = Readonly<Record<string, string | number>>;

let messages: Messages = ja;
let current: Locale = "ja";

/** The language of the page. */
export function locale(): Locale {
  return current;
}

/** Switches the page's language; English is fetched when it is first needed. Pages must render again afterwards. */
export async function useLocale(next: Locale): Promise<void> {
  messages = next === "en" ? (await import("./en.json", { with: { type: "json" } })).default : ja;
  current = next;
  document.documentElement.lang = next;
}

/** The sentence under `key` in the page's language, its `{name}` parts filled; numbers get thousands separators. */
export function t(key: MessageKey, params: MessageParams = {}): string {
  return fillIn(messages[key], params);
}

/** A sentence with its `{name}` parts filled, for message files that come with a part of the client. */
export function fillIn(sentence: string, params: MessageParams): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(current) : value;
  });
}

/** A message key put together at run time, for words that follow a code of the server; undefined when there is none. */
export function knownKey(key: string): MessageKey | undefined {
  return key in messages ? (key as MessageKey) : undefined;
}
