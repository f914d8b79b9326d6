import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Failure } from "../errors.ts";
import type { Input } from "./read-input.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const tokenKey = "__REQUEST_TOKEN__";

/**
 * Refuses what another site made the browser send. The certificate and the cookie come along with such requests.
 *
 * The browser's own word (Sec-Fetch-Site) counts first; where it is missing the Origin must be ours. Programs send
 * neither; they carry a token or the password.
 *
 * @throws Failure `request/foreign`
 * @see OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata headers"
 */
export function refuseForeign(request: IncomingMessage, publicUrl: string): void {
  if (safeMethods.has(request.method ?? "")) return;
  const site = request.headers["sec-fetch-site"];
  const { origin } = request.headers;
  const isOurs =
    site !== undefined
      ? site === "same-origin" || site === "none"
      : origin === undefined || origin === publicUrl || origin === `https://${request.headers.host ?? ""}`;
  if (!isOurs) throw new Failure("request/foreign");
}

/** Whether the method changes something, so that a session must prove itself by its token. */
export function isUnsafe(request: IncomingMessage): boolean {
  return !safeMethods.has(request.method ?? "");
}

/**
 * Takes the session's token out of the request: header `X-Madoguchi-Token`, or `__REQUEST_TOKEN__` in body or query.
 *
 * @throws Failure `request/foreign` if it is not the session's
 */
export function checkToken(request: IncomingMessage, input: Input, csrfToken: string): void {
  const sent = request.headers["x-madoguchi-token"] ?? input[tokenKey];
  if (typeof sent !== "string" || !isSameText(sent, csrfToken)) throw new Failure("request/foreign");
}

/** The input without the token, which no schema knows. */
export function withoutToken(input: Input): Input {
  delete input[tokenKey];
  return input;
}

/** Compares secrets in a time that says nothing about them. */
export function isSameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
