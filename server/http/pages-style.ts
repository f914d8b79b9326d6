import { readFileSync } from "node:fs";
import type { RequestHandler } from "express";

const style = readFileSync(new URL("./pages/pages.css", import.meta.url));

/** The one style sheet of the server's own pages. Looked at again on each visit, because its name carries no digest. */
export const servePagesStyle: RequestHandler = (_request, response) => {
  response.setHeader("Content-Type", "text/css; charset=utf-8");
  response.setHeader("Cache-Control", "no-cache");
  response.end(style);
};
