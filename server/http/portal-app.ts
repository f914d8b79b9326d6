import type { IncomingMessage, RequestListener } from "node:http";
import { join } from "node:path";
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import { Failure, failures } from "../errors.ts";
import { text } from "../messages/text.ts";
import type { Platform } from "../platform.ts";
import { isApiPath, makeApi } from "./api.ts";
import { setUncounted } from "./concurrency.ts";
import { languageCookie, setCookie } from "./cookies.ts";
import type { Door } from "./door.ts";
import { chosenLanguage, languageFor, languageOf, spokenLanguageOf } from "./language.ts";
import { pathForLog } from "./log.ts";
import { makeLoginRoutes } from "./login-routes.ts";
import { doorPage, doorSentence } from "./pages/door-pages.ts";
import { errorPage } from "./pages/error-page.ts";
import { sendPage } from "./pages/layout.ts";
import type { Parts } from "./parts.ts";
import { isSameText } from "./request-guard.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { describeFailure, failureId, sendFailure } from "./send-failure.ts";
import { servePagesStyle } from "./pages-style.ts";
import { makeAuthentication, type StrategyRequest } from "./strategies.ts";
import { makeTokenGate, type TokenEntry, type TokenGate } from "./token-gate.ts";

/** The portal: door first, then assets, log-in pages, the API, and the client's page for every other address. */
export function makePortalApp(platform: Platform, parts: Parts, door: Door): RequestListener {
  const app = plainExpress();
  const clientFolder = join(platform.config.varFolder, "client");
  const tokens = makeTokenGate(platform, door.directories);
  const authentication = makeAuthentication(platform, tokens);
  const api = makeApi(platform, parts, authentication);

  const begin: RequestHandler = (request, response, next) => {
    setSecurityHeaders(response, platform.config.publicUrl);
    const language = chosenLanguage(request);
    if (language) setCookie(response, languageCookie, language, 31_536_000);
    if (isApiPath(request.path)) setUncounted(response);
    next();
  };
  const gates = [passDoor(door, tokens), ...(platform.config.basicAuth ? [passBasic(platform.config.basicAuth)] : [])];
  const onError = answerError(parts);

  app.use(begin);
  // Before the door: the pages outside it look like the rest. It says nothing but colours.
  app.get("/assets/pages.css", servePagesStyle);
  app.use(...gates);
  app.use("/assets", express.static(join(clientFolder, "assets"), staticForever), () => {
    throw new Failure("endpoint/not-found");
  });
  app.use(makeLoginRoutes(platform, authentication));
  app.use((request, response, next) => (isApiPath(request.path) ? api(request, response, next) : next()));
  app.use(sendClient(clientFolder));
  app.use(onError);
  const callApi = inTurn([begin, ...gates, api], onError);
  return (request, response) => (isPlainApiCall(request) ? callApi(request, response) : app(request, response));
}

/** A call whose path is told without any reading of addresses; what is unusual takes the way of everything else. */
function isPlainApiCall({ url = "" }: IncomingMessage): boolean {
  return isApiPath(url) && !/[#\\\s]/.test(url);
}

/** The handlers one after the other, without Express's routing: for a small answer that costs as much as all the rest. */
function inTurn(handlers: readonly RequestHandler[], onError: ErrorRequestHandler): RequestListener {
  return (incoming, outgoing) => {
    const { url = "" } = incoming;
    const request = Object.assign(incoming, { path: url.split("?", 1)[0]!, originalUrl: url }) as Request;
    const response = outgoing as Response;
    let at = 0;
    function next(error?: unknown): void {
      if (error) return void onError(error, request, response, next);
      const handler = handlers[at++]!;
      void Promise.resolve()
        .then(() => handler(request, response, next))
        .catch(next);
    }
    next();
  };
}

/** Express without what we do ourselves: headers, query, body, entity tags. */
export function plainExpress(): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag").enable("case sensitive routing").enable("strict routing");
  app.set("query parser", false);
  return app;
}

/** Files whose names carry their digest. */
const staticForever = {
  immutable: true,
  maxAge: "1y",
  index: false,
  redirect: false,
  fallthrough: true,
  dotfiles: "ignore",
  setHeaders: (response: { setHeader(name: string, value: string): unknown }) =>
    void response.setHeader("Cache-Control", "private, max-age=31536000, immutable"),
} as const;

function passDoor(door: Door, tokens: TokenGate): RequestHandler {
  return async (request, response, next) => {
    const entry = await door.enter(request);
    if (entry.kind === "entered") {
      (request as StrategyRequest).entered = entry;
      return next();
    }
    const tokenEntry =
      entry.reason === "missing" && isApiPath(request.path) ? await openedByToken(tokens, request) : undefined;
    if (tokenEntry) {
      Object.assign(request, { tokenEntry, hasTokens: true });
      return next();
    }
    const language = languageOf(request);
    if (!wantsJson(request.path, request.headers.accept))
      return sendPage(response, doorPage(entry.reason, language), 403);
    const { status, code } = failures["certificate/refused"];
    const isChinese = spokenLanguageOf(request) === "zh";
    const message = isChinese ? text("zh", "certificate/refused") : doorSentence(entry.reason, language);
    return sendFailure(response, { status, body: { code, id: failureId(), message, reason: entry.reason } });
  };
}

/**
 * Without a certificate only tokens that an administrator has opened to the caller's network let in. A password never
 * does, and what is wrong with a token is not told out here.
 */
async function openedByToken(tokens: TokenGate, request: Request): Promise<TokenEntry | undefined> {
  if (request.headers["x-cybozu-authorization"]) return undefined;
  try {
    return await tokens.find(request, null);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** An outer gate on top of everything else, for those who want one; it proves nobody's name. */
function passBasic(userAndPassword: string): RequestHandler {
  const expected = `Basic ${Buffer.from(userAndPassword).toString("base64")}`;
  return (request, response, next) => {
    if (isSameText(request.headers.authorization ?? "", expected)) return next();
    response.setHeader("WWW-Authenticate", 'Basic realm="Madoguchi", charset="UTF-8"');
    throw new Failure("login/required");
  };
}

function wantsJson(path: string, accept: string | undefined): boolean {
  return isApiPath(path) || /^application\/json\b/.test(accept ?? "");
}

/** The client's one page, for whoever has logged in; others are sent to the log-in and come back afterwards. */
function sendClient(clientFolder: string): RequestHandler {
  return (request, response, next) => {
    if (request.method !== "GET" && request.method !== "HEAD") throw new Failure("method/not-allowed");
    const { session, mustChangePassword } = (request as StrategyRequest).entered;
    if (!session) return response.redirect(303, `/login?next=${encodeURIComponent(request.originalUrl)}`);
    if (mustChangePassword) return response.redirect(303, "/password");
    response.sendFile(
      "index.html",
      { root: clientFolder, cacheControl: false, etag: false, lastModified: false },
      (error) => {
        if (error) next(response.headersSent ? error : new Failure("endpoint/not-found"));
      },
    );
  };
}

function answerError(parts: Parts): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { entered, hasTokens } = request as Partial<StrategyRequest>;
    const own = entered && !hasTokens ? languageFor(entered.user, request) : spokenLanguageOf(request);
    const language = isApiPath(request.path) ? own : languageOf(request);
    const answer = describeFailure(error, language, parts.log, pathForLog(request.originalUrl));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (wantsJson(request.path, request.headers.accept)) sendFailure(response, answer);
    else sendPage(response, errorPage(answer, languageOf(request), "/"), answer.status);
  };
}
