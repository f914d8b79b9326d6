import en from "./report-en.json" with { type: "json" };
import ja from "./report-ja.json" with { type: "json" };
import { fillIn, locale, t as shared, type Locale, type MessageKey, type MessageParams } from "./text.ts";

export type ReportKey = keyof typeof ja;

/** Both languages come with the pages of charts, so that nobody else loads them. */
const messages: Readonly<Record<Locale, Readonly<Record<ReportKey, string>>>> = { ja, en };

const isOwn = (key: string): key is ReportKey => key in ja;

/** The sentence under `key`, from the pages' own messages or the shared ones, in the page's language. */
export function t(key: ReportKey | MessageKey, params: MessageParams = {}): string {
  return isOwn(key) ? fillIn(messages[locale()][key], params) : shared(key, params);
}
