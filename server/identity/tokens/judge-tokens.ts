import { isWithin } from "./networks.ts";
import type { TokenGrants, TokenRight } from "./token.ts";

/** What the database keeps of a token, as far as judging needs it. */
export interface StoredToken {
  readonly id: string;
  readonly appId: string;
  readonly rights: readonly TokenRight[];
  readonly accountId: number;
  /** The person whose certificates the token is bound to; null when it is bound to networks. */
  readonly boundUserId: number | null;
  readonly networks: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** kintone's tokens work from the first deploy of their app on. */
  readonly isAppLive: boolean;
}

/** From where a token is shown. */
export interface TokenCaller {
  /** The owner of the presented certificate; null without one. */
  readonly userId: number | null;
  /** The address of the connection. */
  readonly address: string | undefined;
}

/** What the tokens of a request allow together. */
export type TokenVerdict =
  | { readonly kind: "accepted"; readonly grants: TokenGrants; readonly accountId: number }
  /** `unknown` also says expired, revoked or shown from elsewhere, so that nobody can try tokens out. */
  | { readonly kind: "unknown" | "same-app" };

/**
 * The verdict on all tokens of a request. One that does not count spoils the others. The first names the account in whose
 * name the request acts.
 *
 * @param found - by the order of the header; undefined for a token that the database does not know
 */
export function judgeTokens(found: readonly (StoredToken | undefined)[], caller: TokenCaller, now: Date): TokenVerdict {
  const tokens = found.filter((token) => token !== undefined);
  const [first] = tokens;
  if (!first || tokens.length < found.length) return { kind: "unknown" };
  if (!tokens.every((token) => isAlive(token, now) && isHeldRightly(token, caller))) return { kind: "unknown" };
  const grants = new Map(tokens.map(({ appId, rights }) => [appId, new Set(rights)]));
  if (grants.size < tokens.length) return { kind: "same-app" };
  return { kind: "accepted", grants, accountId: first.accountId };
}

function isAlive({ revokedAt, expiresAt, isAppLive }: StoredToken, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt) && isAppLive;
}

function isHeldRightly({ boundUserId, networks }: StoredToken, { userId, address }: TokenCaller): boolean {
  return boundUserId === null ? isWithin(address, networks) : boundUserId === userId;
}
