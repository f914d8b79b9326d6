import en from "./access-en.json" with { type: "json" };
import ja from "./access-ja.json" with { type: "json" };
import { fillIn, locale, t as shared, type Locale, type MessageKey, type MessageParams } from "./text.ts";

export type AccessKey = keyof typeof ja;

/** Both languages come with the page that explains rights, so that nobody else loads them. */
const messages: Readonly<Record<Locale, Readonly<Record<AccessKey, string>>>> = { ja, en };

const isOwn = (key: string): key is AccessKey => key in ja;

/** The sentence under `key`, from the page's messages or the shared ones, in the page's language. */
export function t(key: AccessKey | MessageKey, params: MessageParams = {}): string {
  return isOwn(key) ? fillIn(messages[locale()][key], params) : shared(key, params);
}
