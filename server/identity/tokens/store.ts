import type { Transaction } from "../../database.ts";
import type { StoredToken } from "./judge-tokens.ts";
import type { TokenRight } from "./token.ts";

/** The tokens with these digests, in their order; undefined for an unknown one. */
export async function findTokens(
  tx: Transaction,
  hashes: readonly Buffer[],
): Promise<readonly (StoredToken | undefined)[]> {
  const rows = await tx.rows<StoredToken & { hash: Buffer }>(
    `select t.token_hash as hash, t.id, t.app_id as "appId", t.rights, t.account_id as "accountId",
            t.bound_user_id as "boundUserId", t.networks, t.expires_at as "expiresAt", t.revoked_at as "revokedAt",
            t.last_used_at as "lastUsedAt", a.revision > 0 and a.removed_at is null as "isAppLive"
     from api_token t join app a on a.id = t.app_id
     where t.token_hash = any ($1::bytea[])`,
    [hashes],
    { name: "find-tokens" },
  );
  return hashes.map((hash) => rows.find((row) => row.hash.equals(hash)));
}

/** Notes the use of tokens. */
export async function touchTokens(tx: Transaction, ids: readonly string[], now: Date): Promise<void> {
  await tx.execute("update api_token set last_used_at = $2 where id = any ($1::bigint[])", [ids, now]);
}

export interface NewToken {
  readonly hash: Buffer;
  readonly appId: string;
  readonly name: string;
  readonly rights: readonly TokenRight[];
  readonly boundUserId: number | null;
  readonly networks: readonly string[];
  readonly expiresAt: Date | null;
}

/**
 * Adds a token with a service account of its own, which bears the token's name. The account counts as suspended: it can
 * neither enter nor be notified nor be chosen. Returns the token's id and the account's code.
 */
export async function insertToken(
  tx: Transaction,
  token: NewToken,
  by: number | null,
  now: Date,
): Promise<{ id: string; account: string }> {
  const [account] = await tx.rows<{ id: number; code: string }>(
    `insert into user_account (id, code, name, status, created_at, updated_at)
     select id, 'api-token-' || id, $1, 'suspended', $2, $2 from nextval('principal_id') as id
     returning id, code`,
    [token.name, now],
  );
  const [row] = await tx.rows<{ id: string }>(
    `insert into api_token
       (token_hash, app_id, name, rights, account_id, bound_user_id, networks, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      token.hash, token.appId, token.name, token.rights, account!.id, token.boundUserId, token.networks, now, by,
      token.expiresAt,
    ], // prettier-ignore
  );
  return { id: row!.id, account: account!.code };
}

/** Holds the app's row, so that two who issue at one moment cannot both pass the limit; counts its living tokens. */
export async function countTokens(tx: Transaction, appId: string, now: Date): Promise<number> {
  await tx.rows("select from app where id = $1 for update", [appId]);
  const [row] = await tx.rows<{ count: number }>(
    `select count(*)::int as count from api_token
     where app_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [appId, now],
  );
  return row!.count;
}

/** How many living tokens each of these apps has; apps without any are missing. */
export function countTokensByApp(tx: Transaction, apps: readonly string[], now: Date) {
  return tx.rows<{ app_id: string; count: string }>(
    `select app_id, count(*)::text as count from api_token
     where app_id = any ($1::bigint[]) and revoked_at is null and (expires_at is null or expires_at > $2)
     group by app_id`,
    [apps, now],
  );
}

export interface ListedToken {
  readonly id: string;
  readonly app_id: string;
  readonly name: string;
  readonly rights: readonly TokenRight[];
  readonly account_id: number;
  readonly bound_user_id: number | null;
  readonly networks: readonly string[];
  readonly created_at: Date;
  readonly created_by: number | null;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

/** Tokens of one app or of all, the newest first, at most 1,000. */
export async function readTokens(tx: Transaction, appId: string | null): Promise<readonly ListedToken[]> {
  return tx.rows<ListedToken>(
    `select id, app_id, name, rights, account_id, bound_user_id, networks, created_at, created_by, expires_at,
            last_used_at, revoked_at
     from api_token where $1::bigint is null or app_id = $1 order by api_token.id desc limit 1000`,
    [appId],
  );
}

/** Ends a token; its app's id, null if it had ended before, undefined if there is none. */
export async function revokeStoredToken(
  tx: Transaction,
  id: string,
  by: number,
  now: Date,
): Promise<string | null | undefined> {
  const [row] = await tx.rows<{ app_id: string; was: Date | null }>(
    `update api_token set revoked_at = coalesce(api_token.revoked_at, $3), revoked_by = coalesce(api_token.revoked_by, $2)
     from (select id, revoked_at as was from api_token where id = $1 for update) as before
     where api_token.id = before.id returning app_id, was`,
    [id, by, now],
  );
  return row && (row.was === null ? row.app_id : null);
}
