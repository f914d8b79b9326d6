import type { IncomingMessage } from "node:http";
import type { DirectoryUser } from "../identity/directory.ts";
import { languageCookie, readCookie } from "./cookies.ts";

export type Language = "ja" | "en";

/** The reader's language before it is known who reads: `?lang=`, then the cookie, then the browser; else Japanese. */
export function languageOf(request: IncomingMessage): Language {
  const asked = new URLSearchParams((request.url ?? "").split("?")[1]).get("lang");
  for (const language of [asked, readCookie(request, languageCookie)]) {
    if (language === "ja" || language === "en") return language;
  }
  // "*" (which Node's fetch sends) asks for nothing.
  const first = (request.headers["accept-language"] ?? "").split(",")[0]?.trim().toLowerCase() ?? "";
  return first !== "" && first !== "*" && !first.startsWith("ja") ? "en" : "ja";
}

/** Languages of refusals to programs; there are no pages in Chinese. */
export type SpokenLanguage = Language | "zh";

/** The language that a program asks for in `Accept-Language`; `*`, which Node's fetch sends, asks for none. */
export function spokenLanguageOf(request: IncomingMessage): SpokenLanguage {
  return /^\s*zh\b/i.test(request.headers["accept-language"] ?? "") ? "zh" : languageOf(request);
}

/** The language of refusals to somebody who is known: the chosen one, or what the request asks for if none is chosen. */
export function languageFor({ locale, language = locale }: DirectoryUser, request: IncomingMessage): SpokenLanguage {
  return language === "auto" ? spokenLanguageOf(request) : language;
}

/** The language that the address asks for and a cookie should remember; undefined if it asks for none. */
export function chosenLanguage(request: IncomingMessage): Language | undefined {
  const asked = new URLSearchParams((request.url ?? "").split("?")[1]).get("lang");
  return asked === "ja" || asked === "en" ? asked : undefined;
}
