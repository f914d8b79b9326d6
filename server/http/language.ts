import type { IncomingMessage } from "node:http";
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

/** The language that the address asks for and a cookie should remember; undefined if it asks for none. */
export function chosenLanguage(request: IncomingMessage): Language | undefined {
  const asked = new URLSearchParams((request.url ?? "").split("?")[1]).get("lang");
  return asked === "ja" || asked === "en" ? asked : undefined;
}
