import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { checkName, problemList } from "../people/check-people.ts";
import { raiseDirectoryVersion } from "../store.ts";
import { isNetwork } from "./networks.ts";
import { countTokens, insertToken } from "./store.ts";
import { hashToken, makeToken, mostTokensPerApp, type TokenRight } from "./token.ts";

/** What a token needs to be issued: a request's context, or what the command line has instead. */
export type IssueContext = Pick<Context, "tx" | "now" | "directory" | "apps"> & {
  readonly random: (octets: number) => Uint8Array;
  /** Who issues; null for the operator at the command line. */
  readonly by: number | null;
};

export interface TokenInput {
  /** Id or code. */
  readonly app: string;
  readonly name: string;
  readonly rights: readonly TokenRight[];
  /** Log-in name of the person whose certificates the token is bound to. */
  readonly user?: string | null;
  /** Networks from which it works without a certificate; these or `user`, never both. */
  readonly networks?: readonly string[];
  readonly expiresAt?: string | null;
  /** How long it is valid from now on, instead of `expiresAt`. */
  readonly days?: number | null;
}

const mostNetworks = 20;
const dayMs = 86_400_000;

function expiryOf({ expiresAt, days }: TokenInput, now: Date): Date | null {
  if (days) return new Date(now.getTime() + days * dayMs);
  return expiresAt ? new Date(expiresAt) : null;
}

/**
 * Issues a token of an app. The secret is in the answer and nowhere else.
 *
 * @throws Failure `app/not-found`, `input/invalid`
 */
export async function issueToken(context: IssueContext, input: TokenInput) {
  const { tx, now, directory, apps, random, by } = context;
  const app = apps.byId(input.app) ?? apps.byCode(input.app);
  if (!app) throw new Failure("app/not-found", { app: input.app });
  const networks = [...new Set(input.networks ?? [])];
  const user = input.user ? directory.userByCode(input.user) : undefined;
  const expiresAt = expiryOf(input, now);

  const problems = problemList();
  checkName(problems, "name", input.name);
  if (input.rights.length === 0) problems.add("rights", "token/no-right");
  const changes = input.rights.some((right) => right === "edit" || right === "delete");
  if (changes && !input.rights.includes("view")) problems.add("rights", "token/needs-view");
  if (Boolean(input.user) === networks.length > 0) problems.add("networks", "token/one-binding");
  if (input.user && user?.status !== "active") problems.add("user", "user/unknown");
  if (networks.length > mostNetworks || !networks.every(isNetwork)) problems.add("networks", "token/network");
  if (expiresAt && expiresAt <= now) problems.add("expiresAt", "token/expired");
  if ((await countTokens(tx, app.id, now)) >= mostTokensPerApp) {
    problems.add("app", "token/too-many", { max: mostTokensPerApp });
  }
  problems.throwIfAny();

  const token = makeToken(random);
  const { id, account } = await insertToken(
    tx,
    {
      hash: hashToken(token),
      appId: app.id,
      name: input.name.trim(),
      rights: [...new Set(input.rights)],
      boundUserId: user?.id ?? null,
      networks,
      expiresAt,
    },
    by,
    now,
  );
  await raiseDirectoryVersion(tx);
  await appendEvent(context, { type: "token/issued", app: app.id, by, detail: { token: id } });
  return { id, token, account };
}
