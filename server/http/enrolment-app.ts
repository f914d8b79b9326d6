import type { ErrorRequestHandler, Express } from "express";
import { currentRevocationList } from "../certificates/publish-crl.ts";
import { transaction } from "../database.ts";
import { Failure } from "../errors.ts";
import type { Platform } from "../platform.ts";
import type { Door } from "./door.ts";
import { languageOf } from "./language.ts";
import { pathForLog } from "./log.ts";
import { errorPage } from "./pages/error-page.ts";
import { sendPage } from "./pages/layout.ts";
import { servePagesStyle } from "./pages-style.ts";
import type { Parts } from "./parts.ts";
import { plainExpress } from "./portal-app.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { describeFailure } from "./send-failure.ts";

/** The port without certificates: enrolment pages, and the revocation list for outsiders. */
export function makeEnrolmentApp(platform: Platform, parts: Parts, _door: Door): Express {
  const app = plainExpress();
  app.use((_request, response, next) => {
    setSecurityHeaders(response, platform.config.enrolmentUrl);
    next();
  });
  app.get("/assets/pages.css", servePagesStyle);
  app.get("/crl/client.crl", async (_request, response) => {
    const { database, authorities, clock } = platform;
    const list = await transaction(
      database.web,
      (tx) => currentRevocationList(tx, authorities.clientAuthority, clock()),
      { readOnly: true },
    );
    response.setHeader("Content-Type", "application/pkix-crl");
    response.end(list);
  });
  app.use(() => {
    throw new Failure("endpoint/not-found");
  });
  app.use(answerError(platform, parts));
  return app;
}

function answerError(platform: Platform, parts: Parts): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const language = languageOf(request);
    const answer = describeFailure(error, language, parts.log, pathForLog(request.originalUrl));
    if (response.headersSent) response.destroy();
    else sendPage(response, errorPage(answer, language, platform.config.publicUrl), answer.status);
  };
}
