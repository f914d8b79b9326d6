import { Router, type RequestHandler, type Response } from "express";
import { transaction } from "../database.ts";
import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import { changePassword } from "../identity/login/change-password.ts";
import { portalPolicy } from "../identity/login/password-policy.ts";
import { findProgramme } from "../identity/programme/find-programme.ts";
import { newSession } from "../identity/login/sessions.ts";
import { deleteSession, insertSession, touchCertificate } from "../identity/login/store.ts";
import { text } from "../messages/text.ts";
import type { Platform } from "../platform.ts";
import { formCookie, nameCookie, readCookie, sessionCookie, setCookie } from "./cookies.ts";
import { languageOf, type Language } from "./language.ts";
import { sendPage } from "./pages/layout.ts";
import { loginPage } from "./pages/login-page.ts";
import { passwordPage, type PasswordPage } from "./pages/password-page.ts";
import { readForm, type Input } from "./read-input.ts";
import { checkToken, isSameText, refuseForeign } from "./request-guard.ts";
import { safePath } from "./safe-path.ts";
import { problemText } from "./send-failure.ts";
import type { Authentication, StrategyRequest } from "./strategies.ts";

const rememberNameSeconds = 180 * 86_400;

/** Log-in, log-out and change of password, as pages that need no JavaScript; for requests that have passed the door. */
export function makeLoginRoutes(platform: Platform, authentication: Authentication): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const { config, database, random } = platform;

  router.get(
    "/login",
    inside((request, response) => {
      const query = new URLSearchParams(request.url.split("?")[1]);
      const next = safePath(query.get("next") ?? undefined);
      if (request.entered.session) return response.redirect(303, next);
      const notice = query.has("out") ? loggedOut[languageOf(request)] : null;
      return showLogin(request, response, { next, notice, problem: null, status: 200 });
    }),
  );

  router.post(
    "/login",
    inside(async (request, response) => {
      const form = await readForm(request);
      const language = languageOf(request);
      const next = safePath(form.get("next"));
      const retry = (key: string, status: number) =>
        showLogin(request, response, {
          next,
          notice: null,
          problem: text(language, key),
          status,
          typed: form.get("name"),
        });

      const expected = readCookie(request, formCookie);
      if (!isOurs(request) || !expected || !isSameText(form.get("form") ?? "", expected)) {
        return retry("request/foreign", 403);
      }
      request.form = form;
      try {
        await authentication.authenticate(["password-form"], request);
      } catch (error) {
        if (!(error instanceof Failure) || !error.kind.startsWith("login/")) throw error;
        await noteRefusal(request, error.kind);
        return retry(error.kind, 401);
      }
      await logIn(request, response);
      const name = form.has("remember") ? request.entered.user.code : "";
      setCookie(response, nameCookie, name, name ? rememberNameSeconds : 0);
      return response.redirect(303, request.entered.mustChangePassword ? "/password" : next);
    }),
  );

  router.post(
    "/logout",
    inside(async (request, response) => {
      const { entered } = request;
      if (entered.session) {
        const { idHash } = entered.session;
        refuseForeign(request, config.publicUrl);
        checkToken(request, tokenOf(await readForm(request)), entered.session.csrfToken);
        await transaction(database.web, async (tx) => {
          await deleteSession(tx, idHash, entered.user.id);
          await appendEvent({ tx, now: entered.now }, { type: "user/logged-out", by: entered.user.id });
        });
      }
      setCookie(response, sessionCookie, "", 0);
      response.setHeader("Clear-Site-Data", '"cache", "storage"');
      response.redirect(303, "/login?out=1");
    }),
  );

  router.get(
    "/password",
    inside((request, response) => {
      if (!request.entered.session) return response.redirect(303, "/login");
      return showPassword(request, response, {}, 200);
    }),
  );

  router.post(
    "/password",
    inside(async (request, response) => {
      const { user, session, fingerprint, directory, now } = request.entered;
      if (!session) return response.redirect(303, "/login");
      refuseForeign(request, config.publicUrl);
      const form = await readForm(request);
      checkToken(request, tokenOf(form), session.csrfToken);
      const language = languageOf(request);
      const next = form.get("new") ?? "";
      if (next !== (form.get("repeat") ?? "")) {
        return showPassword(request, response, { repeat: [text(language, "password/repeat-differs")] }, 400);
      }
      try {
        const change = { user, fingerprint, session: session.idHash, current: form.get("current") ?? "", next };
        await changePassword({ pool: database.web, directory, random, now }, change);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return showPassword(request, response, problemsOf(error, language), 400);
      }
      return response.redirect(303, "/");
    }),
  );

  interface LoginState {
    readonly next: string;
    readonly notice: string | null;
    readonly problem: string | null;
    readonly status: number;
    readonly typed?: string | undefined;
  }

  async function programmeName(language: Language): Promise<string> {
    return (await transaction(database.web, (tx) => findProgramme(tx, language), { readOnly: true })).name;
  }

  async function showLogin(request: StrategyRequest, response: Response, state: LoginState) {
    const { certificate, user } = request.entered;
    const formToken = readCookie(request, formCookie) ?? Buffer.from(random(32)).toString("base64url");
    setCookie(response, formCookie, formToken);
    const remembered = readCookie(request, nameCookie);
    const page = loginPage({
      language: languageOf(request),
      name: state.typed ?? remembered ?? "",
      isNameRemembered: remembered !== undefined,
      next: state.next,
      formToken,
      problem: state.problem,
      notice: state.notice,
      certificate: { loginName: user.code, deviceName: certificate.deviceName, notAfter: certificate.notAfter },
    });
    sendPage(response, { ...page, programme: await programmeName(page.language) }, state.status);
  }

  async function showPassword(
    request: StrategyRequest,
    response: Response,
    problems: PasswordPage["problems"],
    status: number,
  ) {
    const { user, mustChangePassword, session } = request.entered;
    const page = passwordPage({
      language: languageOf(request),
      loginName: user.code,
      token: session?.csrfToken ?? "",
      policy: portalPolicy,
      isInitial: mustChangePassword,
      problems,
    });
    sendPage(response, { ...page, programme: await programmeName(page.language) }, status);
  }

  function isOurs(request: StrategyRequest): boolean {
    try {
      refuseForeign(request, config.publicUrl);
      return true;
    } catch {
      return false;
    }
  }

  /** A new session under a new id; the one that the browser still had ends. */
  async function logIn({ entered, headers }: StrategyRequest, response: Response) {
    const { user, fingerprint, now, session: former } = entered;
    const session = newSession(
      random,
      { idleMinutes: config.sessionIdleMinutes, absoluteHours: config.sessionAbsoluteHours },
      now,
    );
    const userAgent = (headers["user-agent"] ?? "").slice(0, 300);
    await transaction(database.web, async (tx) => {
      if (former) await deleteSession(tx, former.idHash, user.id);
      await insertSession(tx, session, { userId: user.id, fingerprint, userAgent }, now);
      await touchCertificate(tx, fingerprint, now);
      await appendEvent(
        { tx, now },
        { type: "user/logged-in", by: user.id, detail: { certificate: entered.certificate.id } },
      );
    });
    setCookie(response, sessionCookie, session.id);
  }

  /** Notes which certificate was refused; never the name that was typed, which is often a password. */
  async function noteRefusal({ entered }: StrategyRequest, kind: string) {
    const { now, certificate, user } = entered;
    const detail = { user: user.id, certificate: certificate.id, reason: kind };
    await transaction(database.web, (tx) => appendEvent({ tx, now }, { type: "user/login-refused", by: null, detail }));
  }

  return router;
}

/** A handler for requests that the door has let in. */
function inside(handle: (request: StrategyRequest, response: Response) => unknown): RequestHandler {
  return (request, response) => handle(request as StrategyRequest, response);
}

const loggedOut = { ja: "ログアウトしました。", en: "You have logged out." } as const;

function tokenOf(form: ReadonlyMap<string, string>): Input {
  return { __REQUEST_TOKEN__: form.get("token") ?? form.get("__REQUEST_TOKEN__") };
}

function problemsOf(failure: Failure, language: "ja" | "en"): PasswordPage["problems"] {
  const sentences = (field: string) => (failure.problems[field] ?? []).map((problem) => problemText(language, problem));
  if (failure.kind === "input/invalid") return { current: sentences("current"), new: sentences("new") };
  return { current: [text(language, failure.kind)] };
}
