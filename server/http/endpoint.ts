import type { JsonSchema } from "../../app-definitions/field-type.ts";
import type { Context } from "./context.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Something that is not JSON: a file to download or to show. */
export interface Download {
  readonly kind: "download";
  readonly name: string;
  readonly contentType: string;
  /** `inline` only for types that the file rules call safe; the answer is sandboxed either way. */
  readonly disposition: "attachment" | "inline";
  readonly body: Uint8Array | NodeJS.ReadableStream;
  readonly sizeBytes?: number;
}

/**
 * A download whose octets take a while, or come of something that has to be closed again: they are made after the
 * transaction has ended, so that it holds no connection and a roll-back leaves nothing open.
 */
export interface LateDownload extends Omit<Download, "kind" | "body"> {
  readonly kind: "late-download";
  readonly makeBody: () => Promise<Download["body"]>;
}

/** An answer that is made after the transaction has committed, for work that waits for others or that others wait for. */
export interface LateAnswer {
  readonly kind: "late-answer";
  readonly make: () => Promise<unknown>;
}

/** Answers with what `make` gives, or fails as it fails, once the transaction of the request has committed. */
export function lateAnswer(make: () => Promise<unknown>): LateAnswer {
  return { kind: "late-answer", make };
}

/** Whether an endpoint's answer is still to be made. */
export function isLateAnswer(answer: unknown): answer is LateAnswer {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "late-answer";
}

/**
 * What can be called: one table of these serves HTTP, bulk requests, the API reference and the tests.
 *
 * `run` works inside one transaction (read-only for GET) that commits when it returns and rolls back when it throws.
 */
export interface Endpoint {
  readonly method: Method;
  /** Full path, for example `/k/v1/record.json`; no parameters inside, they travel as input. */
  readonly path: string;
  /** Who may call at all; rights on records are the use case's own business. */
  readonly audience: "user" | "administrator";
  /** true: also reachable while the person still has to change the initial password. */
  readonly duringPasswordChange?: boolean;
  /** true: a GET that writes nothing but needs no read-only transaction, or the reverse; default: read-only for GET. */
  readonly writes?: boolean;
  /**
   * true: does nothing beyond its transaction, so that a write may begin with the apps as they were last known and be begun
   * again when they turn out to be others.
   */
  readonly isRepeatable?: boolean;
  /** true: needs the certificate and nothing else, because the answer is the same for everybody. */
  readonly withoutLogin?: boolean;
  /** Largest JSON body, in octets; default 1 MiB. */
  readonly maxOctets?: number;
  /** Schema of the input: query and body in one object. */
  readonly input: JsonSchema;
  readonly run: (context: Context, input: never) => Promise<unknown>;
}

/** Gives back the endpoint; the compiler holds `run`'s input type, ajv holds the request against `input`. */
export function endpoint<Input>(
  value: Omit<Endpoint, "run" | "audience"> & {
    audience?: Endpoint["audience"];
    run: (context: Context, input: Input) => Promise<unknown>;
  },
): Endpoint {
  return { audience: "user", ...value };
}
