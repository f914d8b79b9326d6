import type { IncomingMessage } from "node:http";
import { reading, transaction } from "../database.ts";
import { Failure } from "../errors.ts";
import type { DirectoryCache } from "../identity/directory-cache.ts";
import { viewerOf, type Directory } from "../identity/directory.ts";
import { judgeTokens } from "../identity/tokens/judge-tokens.ts";
import { findTokens, touchTokens } from "../identity/tokens/store.ts";
import { hashToken, mostTokensPerRequest, parseTokenHeader } from "../identity/tokens/token.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Platform } from "../platform.ts";
import { languageOf } from "./language.ts";

/** Somebody who came with API tokens: the service account, with the rights of the tokens and no others. */
export interface TokenEntry {
  readonly now: Date;
  readonly viewer: Viewer;
  readonly directory: Directory;
}

/** Looks tokens up anew for every request, so that revoking one bites at once. */
export interface TokenGate {
  /**
   * Who the tokens of a request act as; undefined when it carries none.
   *
   * @param owner - id and certificate of the person whose certificate was presented; null when none was
   * @throws Failure `token/unknown`, `token/same-app` or `request/illegal` (more than nine)
   */
  find(request: IncomingMessage, owner: CertificateOwner | null): Promise<TokenEntry | undefined>;
}

interface CertificateOwner {
  readonly userId: number;
  readonly certificate: NonNullable<Viewer["certificate"]>;
}

/** How exact the note of the last use is. */
const usedGranularityMs = 60_000;

/** The gate of one process. */
export function makeTokenGate(platform: Platform, directories: DirectoryCache): TokenGate {
  const { database } = platform;
  return {
    async find(request, owner) {
      const tokens = parseTokenHeader(request.headers["x-cybozu-api-token"]);
      if (tokens.length === 0) return undefined;
      if (tokens.length > mostTokensPerRequest) throw new Failure("request/illegal");
      const now = platform.clock();
      const { found, directory } = await reading(database.reader, async (tx) => ({
        found: await findTokens(tx, tokens.map(hashToken)),
        directory: await directories.current(tx),
      }));
      const caller = { userId: owner?.userId ?? null, address: request.socket.remoteAddress };
      const verdict = judgeTokens(found, caller, now);
      if (verdict.kind !== "accepted") throw new Failure(`token/${verdict.kind}`);
      const account = directory.user(verdict.accountId);
      if (!account) throw new Failure("token/unknown");

      const stale = found.filter((token) => now.getTime() - (token?.lastUsedAt?.getTime() ?? 0) >= usedGranularityMs);
      const ids = stale.flatMap((token) => token?.id ?? []);
      if (ids.length > 0) await transaction(database.web, (tx) => touchTokens(tx, ids, now));
      const entry = { certificate: owner?.certificate ?? null, sessionId: null };
      const viewer = { ...viewerOf(directory, account, entry), tokens: verdict.grants, locale: languageOf(request) };
      return { now, viewer, directory };
    },
  };
}
