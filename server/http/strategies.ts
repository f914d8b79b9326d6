import { createHmac } from "node:crypto";
import type { Request } from "express";
import passport from "passport";
import { verifyLogin, type LoginVerdict } from "../identity/login/verify-login.ts";
import { Failure } from "../errors.ts";
import type { Platform } from "../platform.ts";
import { noteCertificateUse, type Entered } from "./door.ts";
import { mayUseSession } from "./request-guard.ts";
import type { TokenEntry, TokenGate } from "./token-gate.ts";

/** How somebody proved to be the certificate's owner. */
export interface Proof {
  readonly by: "session" | "password" | "token";
  /** What a session's unsafe requests must carry; null when each request carries the password itself. */
  readonly csrfToken: string | null;
  /** The service account of a token; absent when the person of the certificate acts. */
  readonly token?: TokenEntry;
}

/** A request after the door; the form's fields only for the log-in form. */
export interface StrategyRequest extends Request {
  entered: Entered;
  /** Set instead of `entered` when a program came without certificate, from the network that its token is open to. */
  tokenEntry?: TokenEntry;
  /** Whether tokens proved who asks; such a program follows no person's language. */
  hasTokens?: boolean;
  form?: ReadonlyMap<string, string>;
}

/** A right password is not hashed again for this long: kintone's clients send it with every call. */
const rememberMs = 10_000;
const mostRemembered = 5_000;

/** The ways to prove who one is, behind the door. */
export interface Authentication {
  /**
   * Tries the ways in this order; undefined when none of them found anything to look at.
   *
   * @throws Failure `login/refused`, `login/header-refused`, `login/oauth` or `login/locked` at the first that did and was
   *   not satisfied
   */
  authenticate(names: readonly StrategyName[], request: StrategyRequest): Promise<Proof | undefined>;
}

type StrategyName = "password-header" | "api-token" | "oauth" | "session" | "password-form";

/** Passport with our five strategies; each gives a `Proof` and keeps nothing in the request. */
export function makeAuthentication(platform: Platform, tokens: TokenGate): Authentication {
  const strategies = new passport.Passport();
  const remembered = new Map<string, number>();
  const rememberKey = platform.random(32);

  function verify(entered: Entered, name: string, password: string): Promise<LoginVerdict> {
    const { directory, user, fingerprint, now } = entered;
    const means = { pool: platform.database.web, directory, random: platform.random, now };
    return verifyLogin(means, { name, password, owner: { userId: user.id, fingerprint } });
  }

  /** Bound to the stored hash as well, so that a changed password is forgotten at once. */
  function remember(entered: Entered, stored: string, name: string, password: string): string {
    const parts = [entered.fingerprint, stored, name, password];
    return createHmac("sha256", rememberKey).update(JSON.stringify(parts)).digest("base64");
  }

  async function verifyHeader(entered: Entered, name: string, password: string): Promise<LoginVerdict> {
    const nowMs = entered.now.getTime();
    const { passwordHash, mustChangePassword } = entered;
    const key = remember(entered, passwordHash ?? "", name, password);
    if (passwordHash && (remembered.get(key) ?? 0) > nowMs) return { kind: "right", passwordHash, mustChangePassword };
    const verdict = await verify(entered, name, password);
    if (verdict.kind === "right") {
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(remember(entered, verdict.passwordHash, name, password), nowMs + rememberMs);
      await noteCertificateUse(platform, entered);
    }
    return verdict;
  }

  strategies.use(
    "password-header",
    strategy(async (request) => {
      const credentials = parsePasswordHeader(request.headers["x-cybozu-authorization"]);
      if (!credentials) return undefined;
      const verdict = await verifyHeader(request.entered, credentials.name, credentials.password);
      if (verdict.kind === "wrong") throw new Failure("login/header-refused");
      return proofOf(verdict);
    }),
  );
  strategies.use(
    "api-token",
    strategy(async (request) => {
      const { user, certificate, fingerprint } = request.entered;
      const { id, serial } = certificate;
      const token = await tokens.find(request, { userId: user.id, certificate: { id, serial, fingerprint } });
      return token && { by: "token", csrfToken: null, token };
    }),
  );
  strategies.use(
    "oauth",
    strategy((request) => {
      const isBearer = /^bearer\b/i.test(request.headers.authorization ?? "");
      return isBearer ? Promise.reject(new Failure("login/oauth")) : Promise.resolve(undefined);
    }),
  );
  strategies.use(
    "session",
    strategy((request) => Promise.resolve(sessionOf(request))),
  );
  strategies.use(
    "password-form",
    strategy(async (request) => {
      const name = request.form?.get("name") ?? "";
      const verdict = await verify(request.entered, name, request.form?.get("password") ?? "");
      return proofOf(verdict);
    }),
  );

  return {
    authenticate: (names, request) => {
      const asked = names.filter((name) => isAsked(name, request));
      // Most requests of a browser: nothing to search for.
      if (asked.length === 1 && asked[0] === "session") return Promise.resolve(sessionOf(request));
      return new Promise((resolve, reject) => {
        const done = (error: unknown, proof: Proof | false | undefined) => {
          if (error) reject(error instanceof Error ? error : new Error("A strategy failed", { cause: error }));
          else resolve(proof || undefined);
        };
        const run = strategies.authenticate(asked, { session: false }, done) as PassportMiddleware;
        run(request, undefined, reject);
      });
    },
  };
}

function sessionOf(request: StrategyRequest): Proof | undefined {
  const { session } = request.entered;
  return session && mayUseSession(request) ? { by: "session", csrfToken: session.csrfToken } : undefined;
}

/** The header that a way of proving looks at; without it there is nothing to find. */
const headerOf: Partial<Record<StrategyName, string>> = {
  "password-header": "x-cybozu-authorization",
  "api-token": "x-cybozu-api-token",
  oauth: "authorization",
};

function isAsked(name: StrategyName, { headers }: StrategyRequest): boolean {
  const header = headerOf[name];
  return header === undefined || headers[header] !== undefined;
}

type PassportMiddleware = (request: Request, response: unknown, next: (error: unknown) => void) => void;

function proofOf(verdict: LoginVerdict): Proof {
  if (verdict.kind === "right") return { by: "password", csrfToken: null };
  throw new Failure(verdict.kind === "locked" ? "login/locked" : "login/refused");
}

/** A strategy as a plain object. What `prove` throws ends the search, undefined passes on to the next strategy. */
function strategy(prove: (request: StrategyRequest) => Promise<Proof | undefined>): passport.Strategy {
  return {
    authenticate(this: passport.StrategyCreated<passport.Strategy>, request: Request) {
      prove(request as StrategyRequest).then(
        (proof) => (proof ? this.success(proof) : this.fail(401)),
        (error: unknown) => this.error(error),
      );
    },
  };
}

/** `base64(name:password)` in UTF-8, split at the first colon, as kintone's clients send it. */
function parsePasswordHeader(header: string | string[] | undefined) {
  if (typeof header !== "string" || header === "") return undefined;
  const text = Buffer.from(header, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return { name: text.slice(0, Math.max(colon, 0)), password: text.slice(colon + 1) };
}
