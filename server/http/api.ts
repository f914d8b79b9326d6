import type { RequestHandler, Response } from "express";
import { reading, transaction, type Transaction, type TransactionOptions } from "../database.ts";
import { Failure } from "../errors.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Platform } from "../platform.ts";
import { checkInput } from "../schema.ts";
import { makeConcurrencyLimit, makeTurns, type Turns } from "./concurrency.ts";
import type { Context } from "./context.ts";
import { viewerOfEntry } from "./door.ts";
import { isLateAnswer, type Download, type Endpoint } from "./endpoint.ts";
import type { Parts } from "./parts.ts";
import type { RawRoute } from "./raw-route.ts";
import { readInput, readQuery, type Input } from "./read-input.ts";
import { checkToken, hasToken, inputWithToken, isUnsafe, refuseForeign, withoutToken } from "./request-guard.ts";
import { isDownload, isLateDownload, sendDownload } from "./send-download.ts";
import { sendJson } from "./send-failure.ts";
import type { Authentication, Proof, StrategyRequest } from "./strategies.ts";
import { checkTokenUse } from "./token-use.ts";
import { tryAgain } from "./try-again.ts";

/** Whether a path belongs to programs: its errors are JSON, whatever the caller accepts. */
export function isApiPath(path: string): boolean {
  return /^\/(k\/v1|k\/guest|portal\/v1|v1)\//.test(path);
}

/** Serves every endpoint and raw route; for requests that have passed the door. */
export function makeApi(platform: Platform, parts: Parts, authentication: Authentication): RequestHandler {
  const endpoints = tableOf(parts.endpoints);
  const rawRoutes = tableOf(parts.rawRoutes);
  const concurrency = makeConcurrencyLimit();
  const turns = makeTurns();

  async function run(request: StrategyRequest, response: Response) {
    const { entered, tokenEntry } = request;
    const release = concurrency.enter(tokenEntry?.viewer.userId ?? entered.user.id, response);
    try {
      refuseForeign(request, platform.config.publicUrl);
      const method = methodOf(request);
      const [endpoint, rawRoute] = [endpoints.get(request.path)?.get(method), rawRoutes.get(request.path)?.get(method)];
      if (!endpoint && !rawRoute) throw (await guestRefusal(request)) ?? nothingHere(request.path, response);

      const proof = await prove(request);
      if (!proof && !endpoint?.withoutLogin) throw new Failure("login/required");
      const { viewer, directory, now } = proof?.token ?? { ...entered, viewer: viewerOfEntry(entered) };
      const mustChange = !proof?.token && entered.mustChangePassword;
      if (mustChange && !(endpoint ?? rawRoute)?.duringPasswordChange) throw new Failure("password/change-required");
      if (endpoint?.audience === "administrator" && !viewer.isAdministrator) throw new Failure("permission/denied");

      const means: Means = {
        platform,
        turns,
        viewer,
        directory,
        now,
        appsVersion: tokenEntry || hasBody(request) ? undefined : entered.appsVersion,
      };
      const answer =
        rawRoute && proof
          ? await callRawRoute(rawRoute, request, proof, means)
          : endpoint &&
            (await callEndpoint(endpoint, await readProvenInput(request, proof, endpoint.maxOctets), means, method));
      if (isDownload(answer)) await sendDownload(response, answer);
      else sendJson(response, answer);
    } catch (error) {
      const lacksRight = request.hasTokens && error instanceof Failure && error.kind === "permission/denied";
      throw lacksRight ? new Failure("token/denied") : error;
    } finally {
      release();
    }
  }

  /** kintone's order: password, then tokens, then OAuth (which is not offered), then session. */
  async function prove(request: StrategyRequest): Promise<Proof | undefined> {
    const { tokenEntry } = request;
    const proof: Proof | undefined = tokenEntry
      ? { by: "token", csrfToken: null, token: tokenEntry }
      : await authentication.authenticate(["password-header", "api-token", "oauth", "session"], request);
    request.hasTokens = proof?.token !== undefined;
    return proof;
  }

  /** There are no guest spaces: the calls exist there, for nobody. */
  async function guestRefusal(request: StrategyRequest): Promise<Failure | undefined> {
    const path = request.path.replace(/^\/k\/guest\/\d+\/v1\//, "/k/v1/");
    if (path === request.path || !(endpoints.has(path) || rawRoutes.has(path))) return undefined;
    return new Failure((await prove(request)) ? "permission/denied" : "login/required");
  }

  function nothingHere(path: string, response: Response): Failure {
    const methods = [...(endpoints.get(path)?.keys() ?? []), ...(rawRoutes.get(path)?.keys() ?? [])];
    if (methods.length === 0) return new Failure("endpoint/not-found");
    response.setHeader("Allow", methods.join(", "));
    return new Failure("method/not-allowed");
  }

  return (request, response) => run(request as StrategyRequest, response);
}

interface Means {
  readonly platform: Platform;
  readonly turns: Turns;
  readonly viewer: Viewer;
  readonly directory: Directory;
  readonly now: Date;
  /**
   * Of the deployed apps, as the door read it just now. Absent for a program without certificate, and where a body came
   * after the door: it may have taken its time. Writing asks anew in any case, because a job that follows a deploy waits for
   * the transactions before it.
   */
  readonly appsVersion?: string | undefined;
}

function tableOf<Route extends Endpoint | RawRoute>(routes: readonly Route[]): ReadonlyMap<string, Map<string, Route>> {
  const table = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = table.get(route.path) ?? new Map<string, Route>();
    if (methods.has(route.method)) throw new Error(`${route.method} ${route.path} is served twice.`);
    table.set(route.path, methods.set(route.method, route));
  }
  return table;
}

function hasBody({ headers }: StrategyRequest): boolean {
  return Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
}

const overrides: ReadonlySet<unknown> = new Set(["GET", "POST", "PUT", "DELETE"]);

/** A POST may stand for any call, as a GET too long for an address must; the guards saw the true method. */
function methodOf(request: StrategyRequest): string {
  const override = request.headers["x-http-method-override"];
  if (override === undefined) return request.method === "HEAD" ? "GET" : request.method;
  if (request.method !== "POST" || !overrides.has(override)) throw new Failure("request/illegal");
  return override as string;
}

async function readProvenInput(request: StrategyRequest, proof: Proof | undefined, maxOctets?: number): Promise<Input> {
  const input = await readInput(request, maxOctets);
  if (proof && proof.csrfToken !== null && isUnsafe(request)) checkToken(request, input, proof.csrfToken);
  return withoutToken(input);
}

/**
 * Checks the input and runs the endpoint in one transaction.
 *
 * @throws what the endpoint throws, after the roll-back
 */
export async function callEndpoint(endpoint: Endpoint, input: Input, means: Means, method: string): Promise<unknown> {
  const checked = checkInput(endpoint.input, input, method === "GET" || method === "DELETE" ? "query" : "body");
  checkTokenUse(means.viewer, endpoint.method, endpoint.path, checked as Input);
  const readOnly = !(endpoint.writes ?? endpoint.method !== "GET");
  const work = (context: Context) => endpoint.run(context, checked as never);
  const answer = readOnly
    ? inTransaction(means, work, { readOnly })
    : tryAgain((isFirst) => inTransaction(means, work, { mayAssume: isFirst && endpoint.isRepeatable === true }));
  return finished(await answer);
}

async function finished(answer: unknown): Promise<unknown> {
  if (isLateAnswer(answer)) return answer.make();
  if (!isLateDownload(answer)) return answer;
  const { makeBody, ...download } = answer;
  return { ...download, kind: "download", body: await makeBody() } satisfies Download;
}

function callRawRoute(route: RawRoute, request: StrategyRequest, proof: Proof, means: Means): Promise<unknown> {
  const { csrfToken } = proof;
  const mustProve = csrfToken !== null && isUnsafe(request);
  const isTokenAhead = !route.tokenInBody || hasToken(request, readQuery(request));
  if (mustProve && isTokenAhead) checkToken(request, readQuery(request), csrfToken);
  const { platform, viewer, directory, now } = means;
  checkTokenUse(viewer, route.method, route.path, readQuery(request));
  return route.handle({
    request,
    query: new URLSearchParams((request.url ?? "").split("?")[1]),
    platform,
    viewer,
    directory,
    now,
    checkToken: (inBody) => {
      if (mustProve && !isTokenAhead) checkToken(request, inputWithToken(inBody), csrfToken);
    },
    inTransaction: (work, options) => inTransaction(means, work, options),
  });
}

interface Reach extends Pick<TransactionOptions, "readOnly"> {
  /** `work` may begin with the apps as they were last known; it is stopped with Outrun when they turn out to be others. */
  readonly mayAssume?: boolean;
}

function inTransaction<Result>(
  { platform, turns, viewer, directory, now, appsVersion }: Means,
  work: (context: Context) => Promise<Result>,
  { readOnly = false, mayAssume = false }: Reach = {},
): Promise<Result> {
  const { database, deployedApps } = platform;
  const run = async (tx: Transaction) => {
    const isKnown = readOnly && appsVersion !== undefined;
    const apps = await (isKnown ? deployedApps.at(appsVersion, tx) : deployedApps.current(tx));
    return work({ tx, viewer, now, directory, platform, apps });
  };
  const runAssuming = async (tx: Transaction) => {
    const { apps, isCurrent } = deployedApps.assume(tx);
    const answer = work({ tx: answeringAfter(isCurrent, tx), viewer, now, directory, platform, apps });
    // What it says is of no account before the apps are known to be right, and not even a failure is.
    answer.catch(() => {});
    await isCurrent;
    return answer;
  };
  return turns(viewer.userId, () =>
    readOnly ? reading(database.reader, run) : transaction(database.web, mayAssume ? runAssuming : run),
  );
}

/** The same transaction, of which nothing is heard before `condition` holds: one round trip for both questions. */
function answeringAfter(condition: Promise<void>, tx: Transaction): Transaction {
  const after =
    <Asked extends unknown[], Result>(ask: (...asked: Asked) => Promise<Result>) =>
    async (...asked: Asked) => {
      const [, result] = await Promise.all([condition, ask(...asked)]);
      return result;
    };
  const { wake } = tx;
  return {
    ...{ query: after(tx.query), octets: after(tx.octets), rows: after(tx.rows), execute: after(tx.execute) },
    wake,
  } as Transaction;
}
