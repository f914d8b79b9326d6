import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Failure } from "../errors.ts";
import type { Input } from "./read-input.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const tokenKey = "__REQUEST_TOKEN__";

/** Whether a path belongs to kintone's API and answers with kintone's own codes. */
export function isKintonePath(path: string): boolean {
  return /^\/(k|v1)\//.test(path);
}

/**
 * Whether a request with a session may use it: kintone's API wants `X-Requested-With`, which no form and no link of
 * another site can send. What a browser says to come from our own pages (a download link) may do without.
 */
export function mayUseSession({ url = "", headers }: IncomingMessage): boolean {
  if (!url.startsWith("/k/")) return true;
  return Boolean(headers["x-requested-with"]) || headers["sec-fetch-site"] === "same-origin";
}

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
 * @throws Failure if it is not the session's: `request/illegal` (kintone's code) on paths of kintone's, else
 *   `request/foreign`
 */
export function checkToken(request: IncomingMessage, input: Input, csrfToken: string): void {
  const sent = request.headers["x-madoguchi-token"] ?? input[tokenKey];
  if (typeof sent === "string" && isSameText(sent, csrfToken)) return;
  throw new Failure(isKintonePath(request.url ?? "") ? "request/illegal" : "request/foreign");
}

/** Whether the request carries a token, right or wrong, ahead of its body. */
export function hasToken(request: IncomingMessage, query: Input): boolean {
  return request.headers["x-madoguchi-token"] !== undefined || tokenKey in query;
}

/** A token that was found elsewhere, as input for `checkToken`. */
export function inputWithToken(token: string | undefined): Input {
  return { [tokenKey]: token };
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
