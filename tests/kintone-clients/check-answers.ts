import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { answerOf } from "../../server/http/answers/answer-of.ts";
import { checkSchema } from "../../server/schema.ts";

/** What was seen of a server's answers. */
export interface AnswerCheck {
  /** `GET /k/v1/app.json` and so on: calls whose answer was held against the published schema. */
  readonly seen: ReadonlySet<string>;
  readonly problems: readonly string[];
}

/** Holds every answer that leaves the server from now on against the schema that `/api-reference` shows for its call. */
export function checkAnswers(server: Server): AnswerCheck {
  const seen = new Set<string>();
  const problems: string[] = [];
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const method = request.headers["x-http-method-override"]?.toString() ?? request.method ?? "";
    const call = `${method} ${(request.url ?? "").split("?")[0]}`;
    const schema = answerOf(method, call.split(" ")[1]!);
    if (!schema) return;
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.end = ((body?: unknown, ...rest: unknown[]) => {
      if (response.statusCode === 200 && (typeof body === "string" || Buffer.isBuffer(body))) {
        seen.add(call);
        const found = checkSchema(schema, JSON.parse(body.toString()));
        problems.push(...found.slice(0, 5).map(({ detail }) => `${call}: ${detail}`));
      }
      return end(body, ...rest);
    }) as typeof response.end;
  });
  return { seen, problems };
}
