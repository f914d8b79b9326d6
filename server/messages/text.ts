import { readFileSync } from "node:fs";

type Messages = Readonly<Record<string, string>>;
type Parameters = Readonly<Record<string, string | number>>;

/** What the server speaks: pages and mails in the first two, refusals to programs in all three. */
type Spoken = "ja" | "en" | "zh";

const english = read("en");
const messages: Record<Spoken, Messages> = { ja: read("ja"), en: english, zh: { ...english, ...read("zh") } };

function read(language: string): Messages {
  return JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), "utf8")) as Messages;
}

/** The server's sentence for `key` with `{name}` filled in; undefined if the message file has none. */
export function findText(language: Spoken, key: string, params: Parameters = {}): string | undefined {
  return messages[language][key]?.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/**
 * The server's sentence for `key`.
 *
 * @throws Error if the message file has none: a test compares both files with all keys
 */
export function text(language: Spoken, key: string, params: Parameters = {}): string {
  const sentence = findText(language, key, params);
  if (sentence === undefined) throw new Error(`No ${language} message for ${key}`);
  return sentence;
}
