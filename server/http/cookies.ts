import type { IncomingMessage, ServerResponse } from "node:http";

/** The session's id. `__Host-`: only over TLS, only this host, whole site. */
export const sessionCookie = "__Host-madoguchi";
/** Ties a log-in form to the browser that received it. */
export const formCookie = "__Host-madoguchi-form";
/** The log-in name, if its owner wants it remembered. */
export const nameCookie = "__Host-madoguchi-name";
/** The language chosen before anybody is known. */
export const languageCookie = "__Host-madoguchi-lang";

/** The value of a cookie; undefined if it is missing, empty or not well-formed. */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key = "", value = ""] = splitOnce(pair, "=");
    if (key.trim() !== name || value === "") continue;
    try {
      return decodeURIComponent(value.trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Adds a cookie to the answer, unreadable for scripts and not sent with foreign sites' requests (navigations excepted).
 *
 * @param maxAgeSeconds - absent: until the browser closes; 0: removes it
 */
export function setCookie(response: ServerResponse, name: string, value: string, maxAgeSeconds?: number): void {
  const age = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  response.appendHeader(
    "Set-Cookie",
    `${name}=${encodeURIComponent(value)}; Path=/; Secure; HttpOnly; SameSite=Lax${age}`,
  );
}
