import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { fieldMessage } from "../../app-definitions/field-messages.ts";
import type { FieldProblem } from "../../app-definitions/field-type.ts";
import { BulkFailure, Failure, failures } from "../errors.ts";
import { jsonOf } from "../json-text.ts";
import { findText, text } from "../messages/text.ts";
import type { SpokenLanguage } from "./language.ts";
import type { Log } from "./log.ts";

/** kintone's error body, with the status to send it under. */
export interface FailureAnswer {
  readonly status: number;
  readonly body: {
    readonly code: string;
    readonly id: string;
    readonly message: string;
    readonly errors?: Readonly<Record<string, { readonly messages: readonly string[] }>>;
    /** Why the door stays shut; our addition. */
    readonly reason?: string;
  };
  /** Set when one of several requests failed: its place among how many. The answer then lists an empty result for the others. */
  readonly place?: { readonly at: number; readonly of: number };
}

/** What an error can be asked after by: 20 characters that are safe in an address, as kintone makes them. */
export function failureId(): string {
  return randomBytes(15).toString("base64url");
}

/**
 * What the caller may know of an error, in the reader's language. An unknown error is our bug: it goes to the log under
 * the id that the answer shows, and the answer says nothing else.
 */
export function describeFailure(error: unknown, language: SpokenLanguage, log: Log, path: string): FailureAnswer {
  const id = failureId();
  if (error instanceof BulkFailure) {
    const { at, of } = error;
    return { ...describeFailure(error.cause, language, log, path), place: { at, of } };
  }
  if (!(error instanceof Failure)) {
    log("error", "An unexpected error", { id, path, error });
    return { status: 500, body: { code: "MG_IE01", id, message: text(language, "server/error") } };
  }
  const { status, code } = failures[error.kind];
  const { params } = error;
  // A sentence within the sentence comes along in both languages, under their names.
  const words = params[language === "zh" ? "en" : language] ?? "";
  const message = findText(language, error.kind, { words, ...params }) ?? text(language, "input/invalid");
  const problems = Object.entries(error.problems);
  if (problems.length === 0) return { status, body: { code, id, message } };
  const errors = Object.fromEntries(
    problems.map(([at, found]) => [at, { messages: found.map((problem) => problemText(language, problem)) }]),
  );
  return { status, body: { code, id, message, errors } };
}

/** The sentence of one problem. */
export function problemText(language: SpokenLanguage, problem: FieldProblem): string {
  return (
    findText(language, problem.message, problem.params) ?? fieldMessage(problem, language === "zh" ? "en" : language)
  );
}

/** Sends a failure as JSON, with the header that kintone's clients look at. */
export function sendFailure(response: ServerResponse, { status, body, place }: FailureAnswer): void {
  response.setHeader("X-Cybozu-Error", body.code);
  if (status === 429 || status === 503) response.setHeader("Retry-After", "5");
  // What is left of a refused body would otherwise be read as the next request.
  if (status === 413) response.setHeader("Connection", "close");
  sendJson(
    response,
    place ? { results: Array.from({ length: place.of }, (_, at) => (at === place.at ? body : {})) } : body,
    status,
  );
}

/** Sends a value as JSON; a use case that returns nothing answers `{}`. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const pieces = jsonOf(value);
  response.statusCode = status;
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.setHeader(
    "Content-Length",
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
  // Together with the head.
  response.cork();
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
  response.uncork();
}
