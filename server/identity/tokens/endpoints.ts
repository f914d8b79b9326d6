import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import type { Directory } from "../directory.ts";
import { issueToken, type TokenInput } from "./issue-token.ts";
import { readTokens, revokeStoredToken } from "./store.ts";
import { tokenRights } from "./token.ts";

const text = { type: "string", maxLength: 1_000 };
const path = "/portal/v1/admin/tokens.json";
const audience = "administrator";

/** Administration of API tokens. */
export const tokenEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path,
    audience,
    input: { type: "object", properties: { app: text } },
    run: listTokens,
  }),
  endpoint({
    method: "POST",
    path,
    audience,
    input: {
      type: "object",
      properties: {
        app: text,
        name: text,
        rights: { type: "array", items: { enum: tokenRights }, maxItems: tokenRights.length },
        user: { type: ["string", "null"] },
        networks: { type: "array", items: text, maxItems: 100 },
        days: { type: ["integer", "null"], minimum: 1, maximum: 9_999 },
        expiresAt: { type: ["string", "null"], format: "date-time" },
      },
      required: ["app", "name", "rights"],
    },
    run: (context: Context, input: TokenInput) =>
      issueToken({ ...context, random: context.platform.random, by: context.viewer.userId }, input),
  }),
  endpoint({
    method: "DELETE",
    path,
    audience,
    input: { type: "object", properties: { id: { type: "string", pattern: "^\\d{1,18}$" } }, required: ["id"] },
    run: revokeToken,
  }),
];

/** Tokens of one app (id or code) or of all, the newest first; never a secret. */
async function listTokens({ tx, apps, directory, now }: Context, input: { app?: string }) {
  const app = input.app === undefined ? null : (apps.byId(input.app) ?? apps.byCode(input.app));
  if (app === undefined) throw new Failure("app/not-found", { app: input.app! });
  const rows = await readTokens(tx, app?.id ?? null);
  return {
    tokens: rows.map((row) => {
      const tokenApp = apps.byId(row.app_id);
      const hasExpired = row.expires_at !== null && row.expires_at <= now;
      return {
        id: row.id,
        app: { id: row.app_id, code: tokenApp?.code ?? "", name: tokenApp?.definition.settings.name ?? "" },
        name: row.name,
        rights: row.rights,
        account: personOf(directory, row.account_id),
        user: personOf(directory, row.bound_user_id),
        networks: row.networks,
        status: row.revoked_at ? "revoked" : hasExpired ? "expired" : "active",
        createdAt: row.created_at.toISOString(),
        createdBy: personOf(directory, row.created_by),
        expiresAt: row.expires_at?.toISOString() ?? null,
        lastUsedAt: row.last_used_at?.toISOString() ?? null,
        revokedAt: row.revoked_at?.toISOString() ?? null,
      };
    }),
  };
}

function personOf(directory: Directory, id: number | null) {
  const user = id === null ? undefined : directory.user(id);
  return user ? { code: user.code, name: user.name } : null;
}

/** Ends a token at once; doing it twice changes nothing. @throws Failure `thing/not-found` */
async function revokeToken(context: Context, { id }: { id: string }) {
  const { tx, now, viewer } = context;
  const app = await revokeStoredToken(tx, id, viewer.userId, now);
  if (app === undefined) throw new Failure("thing/not-found");
  if (app !== null)
    await appendEvent(context, { type: "token/revoked", app, by: viewer.userId, detail: { token: id } });
  return {};
}
