import { createHash } from "node:crypto";

/** kintone's five rights of a token; each counts in the token's own app only. */
export const tokenRights = ["view", "add", "edit", "delete", "manage"] as const;
export type TokenRight = (typeof tokenRights)[number];

/** What the tokens of one request may do, by app id. */
export type TokenGrants = ReadonlyMap<string, ReadonlySet<TokenRight>>;

/** kintone's limits: tokens in one request, and living tokens of one app. */
export const mostTokensPerRequest = 9;
export const mostTokensPerApp = 20;

/** A new secret: 256 random bits as 43 characters that need no escaping and hold no comma. */
export function makeToken(random: (octets: number) => Uint8Array): string {
  return Buffer.from(random(32)).toString("base64url");
}

/** All that is kept of a secret. Its 256 bits need no slow hash: nobody can try them out. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The tokens of a header `X-Cybozu-API-Token`, each once; empty when it holds none. */
export function parseTokenHeader(header: string | readonly string[] | undefined): readonly string[] {
  const text = Array.isArray(header) ? header.join(",") : String(header ?? "");
  return [...new Set(text.split(",").map((token) => token.trim()))].filter((token) => token !== "");
}
