import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { answerOf } from "../../server/http/answers/answer-of.ts";
import { checkSchema } from "../../server/schema.ts";

/** What was seen of a server's answers. */
export interface AnswerCheck {
  /** `GET /k/v1/app.json` and so on: calls whose answer was held against the published schema. */
  readonly seen: ReadonlySet<string>;
  readonly problems: readonly string[];
}

type Send = (...given: unknown[]) => boolean & ServerResponse;

/** Holds every answer that leaves the server from now on against the schema that `/api-reference` shows for its call. */
export function checkAnswers(server: Server): AnswerCheck {
  const seen = new Set<string>();
  const problems: string[] = [];
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const method = request.headers["x-http-method-override"]?.toString() ?? request.method ?? "";
    const call = `${method} ${(request.url ?? "").split("?")[0]}`;
    const schema = answerOf(method, call.split(" ")[1]!);
    if (!schema) return;
    const pieces: Buffer[] = [];
    const keep = (piece: unknown) => {
      if (typeof piece === "string" || Buffer.isBuffer(piece)) pieces.push(Buffer.from(piece));
    };
    const [write, end] = [response.write, response.end].map((send) => send.bind(response)) as [Send, Send];
    response.write = ((piece: unknown, ...rest: unknown[]) => {
      keep(piece);
      return write(piece, ...rest);
    }) as typeof response.write;
    response.end = ((piece?: unknown, ...rest: unknown[]) => {
      keep(piece);
      const body = Buffer.concat(pieces.splice(0)).toString();
      if (response.statusCode === 200 && body !== "") {
        seen.add(call);
        const found = checkSchema(schema, JSON.parse(body));
        problems.push(...found.slice(0, 5).map(({ detail }) => `${call}: ${detail}`));
      }
      return end(piece, ...rest);
    }) as typeof response.end;
  });
  return { seen, problems };
}
