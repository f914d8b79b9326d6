import type { ServerResponse } from "node:http";
import type { Language } from "../language.ts";
import { html, type Html } from "./html.ts";

/** One page without JavaScript. */
export interface Page {
  readonly language: Language;
  /** Becomes the title and the main heading. */
  readonly title: string;
  readonly body: Html;
  /** The programme's name, which people know the portal by; absent: the product's. */
  readonly programme?: string;
  /** The same page in the other language; null where an answer to a form cannot be asked for again. */
  readonly languageLink: string | null;
  /** Whether the page tells of something that went wrong: the title says so first. */
  readonly isError?: boolean;
}

const words = {
  ja: { product: "窓口", other: "English", otherLang: "en", skip: "本文へ進む", error: "エラー：" },
  en: { product: "Madoguchi", other: "日本語", otherLang: "ja", skip: "Skip to the content", error: "Error: " },
} as const;

/** Sends a page under the pipeline's security headers. */
export function sendPage(response: ServerResponse, page: Page, status = 200): void {
  const octets = Buffer.from(renderPage(page).markup);
  response.statusCode = status;
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Content-Language", page.language);
  response.setHeader("Content-Length", octets.length);
  response.end(octets);
}

function renderPage({ language, title, body, languageLink, isError, programme }: Page): Html {
  const word = words[language];
  const brand = programme ?? word.product;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${isError && word.error}${title} | ${brand}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/pages.css" />
      </head>
      <body>
        <a class="skip" href="#content">${word.skip}</a>
        <header class="bar">
          <p class="product">${brand}</p>
          ${
            languageLink !== null &&
            html`<nav>
              <a href="${languageLink}" lang="${word.otherLang}" hreflang="${word.otherLang}">${word.other}</a>
            </nav>`
          }
        </header>
        <main id="content" tabindex="-1">
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
}

/** What is wrong, above a form: a box that says it and links to the fields. */
export function errorSummary(language: Language, problems: readonly { field: string; text: string }[]): Html | false {
  if (problems.length === 0) return false;
  const heading =
    language === "ja"
      ? `入力内容を確認してください（${problems.length}件）`
      : `Please check what you entered (${problems.length})`;
  return html`<div class="summary" role="alert" aria-labelledby="summary-heading">
    <h2 id="summary-heading">${heading}</h2>
    <ul>
      ${problems.map(({ field, text }) => html`<li><a href="#${field}">${text}</a></li>`)}
    </ul>
  </div>`;
}
