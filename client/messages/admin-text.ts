import en from "./admin-en.json" with { type: "json" };
import ja from "./admin-ja.json" with { type: "json" };
import { fillIn, locale, t as shared, type Locale, type MessageKey, type MessageParams } from "./text.ts";

export type AdminKey = keyof typeof ja;

/** Both languages come with the administration's own chunk, so that nobody else loads them. */
const messages: Readonly<Record<Locale, Readonly<Record<AdminKey, string>>>> = { ja, en };

const isAdmin = (key: string): key is AdminKey => key in ja;

/** The sentence under `key`, from the administration's messages or the shared ones, in the page's language. */
export function t(key: AdminKey | MessageKey, params: MessageParams = {}): string {
  return isAdmin(key) ? fillIn(messages[locale()][key], params) : shared(key, params);
}

/** Words for a code of the server (state, reason, event); `otherwise` when there are none, so that no code is shown. */
export function wordsFor(area: string, code: string, otherwise: AdminKey): string {
  const key = `${area}.${code}`;
  return t(isAdmin(key) ? key : otherwise);
}
