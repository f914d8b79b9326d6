import { request as httpsRequest, type RequestOptions } from "node:https";
import type { IncomingHttpHeaders } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as text. */
  readonly text: string;
  /** The body as JSON. */
  json<Value = Record<string, unknown>>(): Value;
}

/** How a request differs from a plain GET. */
export interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly agent?: RequestOptions["agent"];
}

/** A visitor over real TLS: certificate, cookie and token as given; a new connection for each request. */
export interface Client {
  readonly cookie: string;
  readonly token: string;
  /** Sends certificate and cookie (with the header that kintone wants beside it), nothing else that was not asked for. */
  fetch(path: string, options?: FetchOptions): Promise<Answer>;
  /** Input goes into the query, lists as `ids[0]=`. */
  get(path: string, input?: Readonly<Record<string, unknown>>): Promise<Answer>;
  post(path: string, input?: unknown): Promise<Answer>;
  put(path: string, input?: unknown): Promise<Answer>;
  delete(path: string, input?: unknown): Promise<Answer>;
}

export interface ClientInput {
  readonly url: string;
  readonly ca: string;
  readonly certificate?: { readonly cert: string; readonly key: string };
  readonly cookie?: string;
  readonly token?: string;
}

/** A client of the portal; see `Client`. */
export function makeClient({ url, ca, certificate, cookie = "", token = "" }: ClientInput): Client {
  function fetch(
    path: string,
    { method = "GET", headers = {}, body, agent = false }: FetchOptions = {},
  ): Promise<Answer> {
    return send(
      new URL(path, url),
      {
        method,
        agent,
        ca,
        ...(certificate && { cert: certificate.cert, key: certificate.key }),
        headers: {
          ...(cookie && { cookie, "x-requested-with": "XMLHttpRequest" }),
          ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      body,
    );
  }

  function write(method: string) {
    return (path: string, input: unknown = {}) =>
      fetch(path, {
        method,
        headers: {
          "content-type": "application/json",
          "x-requested-with": "XMLHttpRequest",
          ...(token && { "x-madoguchi-token": token }),
        },
        body: JSON.stringify(input),
      });
  }

  return {
    cookie,
    token,
    fetch,
    get: (path, input = {}) => fetch(path + queryOf(input), { headers: { "x-requested-with": "XMLHttpRequest" } }),
    post: write("POST"),
    put: write("PUT"),
    delete: write("DELETE"),
  };
}

function queryOf(input: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input)) {
    if (Array.isArray(value)) value.forEach((item, index) => query.append(`${key}[${index}]`, String(item)));
    else if (value !== undefined) query.append(key, String(value));
  }
  return query.size > 0 ? `?${query}` : "";
}

/** One request over TLS, whole answer in memory. */
export function send(url: URL, options: RequestOptions, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const octets = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: octets,
          text: octets.toString("utf8"),
          json: () => JSON.parse(octets.toString("utf8")),
        });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
