import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Agent, createServer as createHttpsServer, request as httpsRequest } from "node:https";
import { once } from "node:events";
import type { LocalCertificate } from "./local-certificate.ts";

export interface ForwardOptions {
  /** Origin of the portal: `https://host` or `https://host:port`. */
  readonly to: string;
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly pfx: Buffer;
  readonly password: string;
  /** The authority of the portal's server certificate as PEM; absent: those that the system trusts. */
  readonly ca?: string;
  /** Set: listens for https with this certificate, for tools that know nothing else. */
  readonly local?: LocalCertificate;
}

/** Headers that speak of one connection and not of the message. @see RFC 9110 section 7.6.1 */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Listens for http (or https) on this machine alone and hands everything on over https with a client certificate, for tools that
 * cannot present one. It adds nothing else: name and password, or a token, still come from the tool.
 *
 * Only requests addressed to this machine are taken, so that a page in a browser cannot reach through it under a name of
 * its own (DNS rebinding), and none that a page of another site sends.
 *
 * @throws Error when the certificate cannot be opened or the port is taken
 */
export async function startForwarder(options: ForwardOptions): Promise<Server> {
  const target = new URL(options.to);
  const { pfx, password: passphrase, ca } = options;
  const agent = new Agent({ keepAlive: true, pfx, passphrase, ...(ca && { ca }) });
  const take = (request: IncomingMessage, response: ServerResponse) => forward(target, agent, request, response);
  const { local } = options;
  const server = local
    ? createHttpsServer({ cert: local.certificatePem, key: local.privateKeyPem }, take)
    : createServer(take);
  server.on("close", () => agent.destroy());
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function forward(target: URL, agent: Agent, incoming: IncomingMessage, outgoing: ServerResponse) {
  if (!isLocal(incoming)) return refuse(outgoing, 403, "This forwarder serves programs on this machine only.");
  const { method, url: path, headers } = incoming;
  const { hostname, port } = target;
  const onward = httpsRequest(
    { hostname, port, path, method, agent, headers: { ...endToEnd(headers), host: target.host } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      answer.on("error", () => outgoing.destroy());
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => {
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, 502, "The portal cannot be reached, or it refuses the certificate.");
  });
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

function isLocal({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  const site = headers["sec-fetch-site"];
  return (host === "localhost" || host === "127.0.0.1") && headers.origin === undefined && site === undefined;
}

function endToEnd(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.includes(name)));
}

/** In kintone's form, which its tools can read. */
function refuse(response: ServerResponse, status: number, message: string) {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", Connection: "close" });
  response.end(JSON.stringify({ code: "MG_FW01", id: "forwarder", message }));
}
