import type { ErrorRequestHandler, Express, Request, Response } from "express";
import { makeRevocationListSource } from "../certificates/publish-crl.ts";
import { transaction } from "../database.ts";
import { Failure } from "../errors.ts";
import { claimEnrolment, profileOf } from "../identity/enrolment/claim.ts";
import { hashToken } from "../identity/enrolment/secrets.ts";
import { findUsable } from "../identity/enrolment/store.ts";
import { findProgramme, type Programme } from "../identity/programme/find-programme.ts";
import { text } from "../messages/text.ts";
import type { Platform } from "../platform.ts";
import type { Door } from "./door.ts";
import { chosenLanguage, languageOf } from "./language.ts";
import { languageCookie, setCookie } from "./cookies.ts";
import { pathForLog } from "./log.ts";
import { deadLinkPage, enrolmentPage, type EnrolmentPage } from "./pages/enrolment-pages.ts";
import { errorPage } from "./pages/error-page.ts";
import { sendPage } from "./pages/layout.ts";
import { servePagesStyle } from "./pages-style.ts";
import type { Parts } from "./parts.ts";
import { plainExpress } from "./portal-app.ts";
import { readForm } from "./read-input.ts";
import { refuseForeign } from "./request-guard.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { sendDownload } from "./send-download.ts";
import { describeFailure } from "./send-failure.ts";

/** The port without certificates: enrolment pages, and the revocation list for outsiders. */
export function makeEnrolmentApp(platform: Platform, parts: Parts, door: Door): Express {
  const { config, database, clock } = platform;
  const app = plainExpress();
  const revocationList = makeRevocationListSource(platform.authorities.clientAuthority);
  app.use((request, response, next) => {
    setSecurityHeaders(response, config.enrolmentUrl);
    const language = chosenLanguage(request);
    if (language) setCookie(response, languageCookie, language, 31_536_000);
    next();
  });
  app.get("/assets/pages.css", servePagesStyle);
  app.get("/crl/client.crl", async (_request, response) => {
    const list = await revocationList((work) => transaction(database.web, work, { readOnly: true }), clock());
    response.setHeader("Content-Type", "application/pkix-crl");
    response.end(list);
  });
  // Looking never uses a link up: mail scanners look at all of them.
  app.get("/enrol/:token", async (request, response) => {
    const tokenHash = hashToken(request.params.token);
    const { enrolment, programme } = await transaction(
      database.web,
      async (tx) => ({
        enrolment: tokenHash && (await findUsable(tx, tokenHash, clock())),
        programme: await findProgramme(tx, languageOf(request)),
      }),
      { readOnly: true },
    );
    if (enrolment) showForm(request, response, programme, [], 200);
    else sendPage(response, deadLinkPage(languageOf(request), programme.contact), 404);
  });
  app.post("/enrol/:token", async (request, response) => {
    refuseForeign(request, config.enrolmentUrl);
    const form = await readForm(request);
    const language = languageOf(request);
    const claim = {
      token: request.params.token,
      retrievalPassword: form.get("password") ?? "",
      profile: profileOf(form.get("profile")),
      termsVersion: form.get("terms") ?? "",
    };
    const { programme, result } = await transaction(database.web, async (tx) => {
      const found = await findProgramme(tx, language);
      const hasAccepted = form.has("accepted") && claim.termsVersion === found.terms.version;
      const directory = await door.directories.current(tx);
      const means = { tx, now: clock(), directory, platform };
      return { programme: found, result: hasAccepted ? await claimEnrolment(means, claim) : undefined };
    });
    if (!result) {
      const problem = { field: "accepted", text: text(language, "enrolment/not-accepted") } as const;
      return showForm(request, response, programme, [problem], 400);
    }
    if (result.kind === "dead") return sendPage(response, deadLinkPage(language, programme.contact), 404);
    if (result.kind === "wrong-password") {
      const problem = { field: "password", text: text(language, "enrolment/wrong-password") } as const;
      return showForm(request, response, programme, [problem], 403);
    }
    return sendDownload(response, {
      kind: "download",
      name: `${result.loginName}.p12`,
      contentType: "application/x-pkcs12",
      disposition: "attachment",
      body: result.pkcs12,
    });
  });
  app.use(() => {
    throw new Failure("endpoint/not-found");
  });
  app.use(answerError(platform, parts));

  function showForm(
    request: Request,
    response: Response,
    programme: Programme,
    problems: EnrolmentPage["problems"],
    status: number,
  ) {
    const page = enrolmentPage({
      language: languageOf(request),
      programme: programme.name,
      contact: programme.contact,
      terms: programme.terms,
      portalUrl: config.publicUrl,
      userAgent: request.headers["user-agent"] ?? "",
      problems,
    });
    sendPage(response, page, status);
  }

  return app;
}

function answerError(platform: Platform, parts: Parts): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const language = languageOf(request);
    // An address that cannot be decoded leads nowhere; it is no fault of ours.
    const error = thrown instanceof URIError ? new Failure("endpoint/not-found") : thrown;
    const answer = describeFailure(error, language, parts.log, pathForLog(request.originalUrl));
    if (response.headersSent) response.destroy();
    else sendPage(response, errorPage(answer, language, platform.config.publicUrl), answer.status);
  };
}
