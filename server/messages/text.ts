import { readFileSync } from "node:fs";

type Messages = Readonly<Record<string, string>>;
type Parameters = Readonly<Record<string, string | number>>;

const messages: Record<"ja" | "en", Messages> = { ja: read("ja"), en: read("en") };

function read(language: string): Messages {
  return JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), "utf8")) as Messages;
}

/** The server's sentence for `key` with `{name}` filled in; undefined if the message file has none. */
export function findText(language: "ja" | "en", key: string, params: Parameters = {}): string | undefined {
  return messages[language][key]?.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/**
 * The server's sentence for `key`.
 *
 * @throws Error if the message file has none: a test compares both files with all keys
 */
export function text(language: "ja" | "en", key: string, params: Parameters = {}): string {
  const sentence = findText(language, key, params);
  if (sentence === undefined) throw new Error(`No ${language} message for ${key}`);
  return sentence;
}
