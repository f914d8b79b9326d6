import { expect, test } from "vitest";
import { endpoints, rawRoutes } from "../../server/app.ts";
import { answerOf, isWithoutAnswer } from "../../server/http/answers/answer-of.ts";
import { describeApi, type Operation } from "../../server/http/openapi.ts";

const document = describeApi(endpoints, rawRoutes, "https://localhost:8443");
const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

test("everything that can be called is in it, and nothing else", () => {
  const served = [...endpoints, ...rawRoutes].map(({ method, path }) => `${method} ${path}`);
  expect(calls.map(([name]) => name).sort()).toEqual(served.sort());
  expect(served).toContain("GET /portal/v1/openapi.json");
});

test("the document says what the specification demands", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(document.info.title && document.info.version).toBeTruthy();
  const ids = calls.map(([, { operationId }]) => operationId);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z][A-Za-z0-9]+$/.test(id))).toEqual([]);
  const tags = document.tags.map(({ name }) => name);
  for (const [name, operation] of calls) expect([name, problemsOf(operation, tags)]).toEqual([name, []]);
});

test("every reference leads somewhere, and the document is plain JSON", () => {
  const text = JSON.stringify(document);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, reference]) => reference!);
  expect(references.length).toBeGreaterThan(0);
  for (const reference of new Set(references)) {
    const found = reference.split("/").reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect([reference, typeof found]).toEqual([reference, "object"]);
  }
});

test("every call of kintone's names what it answers, unless that is a file or always a refusal", () => {
  const offered = [...endpoints, ...rawRoutes].filter(({ path }) => /^\/(k\/)?v1\//.test(path));
  const silent = offered.filter(
    ({ method, path }) => answerOf(method, path) === undefined && !isWithoutAnswer(method, path),
  );
  expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  expect(document.paths["/k/v1/record.json"]!["get"]!.responses["200"]).toMatchObject({
    content: { "application/json": { schema: { required: ["record"] } } },
  });
});

test("a call without any check of its input is told", () => {
  expect(problemsOf({ ...calls[0]![1], responses: {} }, [])).not.toEqual([]);
});

/** What OpenAPI 3.1 demands of an operation, as far as ours use it. */
function problemsOf(operation: Operation, tags: readonly string[]): string[] {
  const schemes = Object.keys((document.components as { securitySchemes: object }).securitySchemes);
  const parameters = (operation.parameters ?? []) as { name?: unknown; in?: unknown; schema?: unknown }[];
  const names = parameters.map(({ name }) => name);
  return [
    ...(Object.keys(operation.responses).length === 0 ? ["no response"] : []),
    ...Object.entries(operation.responses).flatMap(([status, one]) =>
      /^([1-5]\d\d|default)$/.test(status) && ("description" in one || "$ref" in one) ? [] : [`response ${status}`],
    ),
    ...parameters.flatMap((one) =>
      typeof one.name === "string" && one.in === "query" && typeof one.schema === "object" ? [] : ["parameter"],
    ),
    ...(new Set(names).size < names.length ? ["parameter twice"] : []),
    ...(operation.requestBody && !("content" in operation.requestBody) ? ["body without content"] : []),
    ...(operation.tags.every((tag) => tags.includes(tag)) ? [] : ["unknown tag"]),
    ...operation.security.flatMap((one) => Object.keys(one).filter((name) => !schemes.includes(name))),
  ];
}
