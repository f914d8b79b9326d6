import type { Language } from "../language.ts";
import type { FailureAnswer } from "../send-failure.ts";
import { html } from "./html.ts";
import type { Page } from "./layout.ts";

const words = {
  ja: { titles: { 403: "表示する権限がありません", 404: "ページが見つかりません", 413: "送られた内容が大きすぎます" }, other: "表示できませんでした", number: "問い合わせ番号", home: "ポータルのトップへ" },
  en: { titles: { 403: "You may not see this", 404: "Page not found", 413: "Too large" }, other: "This could not be shown", number: "Inquiry number", home: "To the portal" },
} as const; // prettier-ignore

/** The page for an error outside the API; code and number are for an inquiry. */
export function errorPage({ status, body }: FailureAnswer, language: Language, home: string | null): Page {
  const word = words[language];
  const titles: Readonly<Record<number, string>> = word.titles;
  return {
    language,
    title: titles[status] ?? word.other,
    languageLink: null,
    isError: true,
    body: html`<p class="lead">${body.message}</p>
      ${status >= 500 && html`<p>${word.number}: <code>${body.id}</code></p>`}
      ${home !== null && html`<p><a href="${home}">${word.home}</a></p>`}`,
  };
}
