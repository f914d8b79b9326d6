import type { IncomingMessage } from "node:http";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Platform } from "../platform.ts";
import type { Context } from "./context.ts";
import type { Method } from "./endpoint.ts";

/** One call of a raw route: the person is signed in and the origin is checked; the body is unread. */
export interface RawCall {
  readonly request: IncomingMessage;
  /** The query as text. The body, and how large it may be, is the handler's own business. */
  readonly query: URLSearchParams;
  readonly viewer: Viewer;
  readonly directory: Directory;
  readonly now: Date;
  readonly platform: Platform;
  /**
   * Takes the session's token out of the body, for a route with `tokenInBody`; nothing to do without a session, or when the
   * token came in the header or the query.
   *
   * @throws Failure when it is not the session's
   */
  checkToken(inBody: string | undefined): void;
  /** Runs `work` in a transaction of its own, as an endpoint runs. */
  inTransaction<Result>(work: (context: Context) => Promise<Result>, options?: { readOnly?: boolean }): Promise<Result>;
}

/**
 * A route for what an endpoint cannot say: a body that is a stream (uploads), or steps that must commit by themselves.
 *
 * The session's token must come in the header `X-Madoguchi-Token` or as `__REQUEST_TOKEN__` in the query, because the
 * body has not been read when it is checked, unless the route reads the token there itself.
 */
export interface RawRoute {
  readonly method: Method;
  readonly path: string;
  readonly duringPasswordChange?: boolean;
  /** true: a token in neither header nor query may be in the body; `handle` calls `checkToken` before anything lasts. */
  readonly tokenInBody?: boolean;
  /** Returns what an endpoint returns: a value for JSON, or a download. */
  readonly handle: (call: RawCall) => Promise<unknown>;
}
