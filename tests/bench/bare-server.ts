import { createServer, type ServerOptions } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

/** What the baseline is told by the process that starts it. */
export interface BareOptions {
  readonly tls: ServerOptions;
  readonly databaseUrl: string;
  /** Statements by name; each answers one row with one column of JSON text. */
  readonly statements: Readonly<Record<string, string>>;
}

const asText = { getTypeParser: () => (value: string) => value };

/**
 * The bare baseline: Node's own server and one named prepared statement per request, whose JSON PostgreSQL makes itself.
 * No rights, no checks, no history. The parameters are a JSON array in the query, or the body as the only one.
 */
function serve({ tls, databaseUrl, statements }: BareOptions): void {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const [path = "", query] = (request.url ?? "").split("?");
    const name = path.slice(1);
    const values = query ? (JSON.parse(decodeURIComponent(query)) as unknown[]) : [await bodyOf(request)];
    const { rows } = await pool.query<[string | null]>({
      name,
      text: statements[name]!,
      values,
      rowMode: "array",
      types: asText,
    });
    // A write that finds no row would be measured doing nothing.
    if (rows.length === 0) response.statusCode = 409;
    const octets = Buffer.from(rows[0]?.[0] ?? "null");
    response.setHeader("Content-Type", "application/json");
    response.setHeader("Content-Length", octets.length);
    response.end(octets);
  }

  const server = createServer(tls, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      const octets = Buffer.from(String(error));
      response.setHeader("Content-Length", octets.length);
      response.end(octets);
    });
  });
  server.listen(0, () => process.send!((server.address() as AddressInfo).port));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

process.once("message", (options) => serve(options as BareOptions));
process.once("disconnect", () => process.exit(0));
