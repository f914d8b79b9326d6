import { answerOf } from "./answers/answer-of.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { toDraft4 } from "./draft-4-schema.ts";
import type { RawRoute } from "./raw-route.ts";

/** Where kintone's own API begins; the portal's own calls are not part of its list. */
const base = "/k/v1/";

/**
 * kintone's list of its API and the schema of each call, made of the table that serves them. They need no log-in: they
 * say the same to everybody.
 *
 * @see kintone.md section 2.4, "apis" and "apis/NAME"
 */
export function apiReference(endpoints: readonly Endpoint[], rawRoutes: readonly RawRoute[]): readonly Endpoint[] {
  const known = [...endpoints, ...rawRoutes.map(({ method, path }) => ({ method, path, input: { type: "object" } }))]
    .filter(({ path }) => path.startsWith(base))
    .map((one) => ({ ...one, name: nameOf(one) }));
  const apis = Object.fromEntries(known.map(({ name }) => [name, { link: `apis/${name}.json` }]));
  return [
    page("apis", async ({ platform }) => ({ baseUrl: `${platform.config.publicUrl}${base}`, apis })),
    ...known.map(({ name, path, method, input }) =>
      page(`apis/${name}`, async ({ platform }) => ({
        id: idOf(name),
        baseUrl: `${platform.config.publicUrl}${base}`,
        path: path.slice(base.length),
        httpMethod: method,
        request: toDraft4(input),
        response: toDraft4(answerOf(method, path) ?? { type: "object" }),
        schemas: {},
      })),
    ),
  ];
}

function page(name: string, run: Endpoint["run"]): Endpoint {
  return endpoint({
    method: "GET",
    path: `${base}${name}.json`,
    withoutLogin: true,
    input: { type: "object", properties: {} },
    run,
  });
}

function nameOf({ method, path }: Pick<Endpoint, "method" | "path">): string {
  return `${path.slice(base.length).replace(/[.]json$/, "")}/${method.toLowerCase()}`;
}

/** `records/cursor/delete` becomes `DeleteRecordsCursor`. */
function idOf(name: string): string {
  const words = name.split("/");
  return [words.at(-1)!, ...words.slice(0, -1)].map((word) => `${word[0]!.toUpperCase()}${word.slice(1)}`).join("");
}
