import type { JsonSchema } from "../../app-definitions/field-type.ts";
import { failures } from "../errors.ts";
import { answerOf } from "./answers/answer-of.ts";
import { endpoint, type Endpoint, type Method } from "./endpoint.ts";
import type { RawRoute } from "./raw-route.ts";

/** One call in the document. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
  readonly security: readonly object[];
}

/** As much of OpenAPI 3.1 as we write. */
export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

const version = "1";
const path = "/portal/v1/openapi.json";

/** Serves the description of everything that can be called, itself included, made of the table that serves it all. */
export function openApiEndpoint(endpoints: readonly Endpoint[], rawRoutes: readonly RawRoute[]): Endpoint {
  // Long, and the same for everybody as long as the process lives.
  let described: OpenApi | undefined;
  const self: Endpoint = endpoint({
    method: "GET",
    path,
    input: { type: "object" },
    run: ({ platform }) => {
      described ??= describeApi([...endpoints, self], rawRoutes, platform.config.publicUrl);
      return Promise.resolve(described);
    },
  });
  return self;
}

/**
 * The OpenAPI document of these endpoints.
 *
 * @see OpenAPI Specification 3.1.0
 */
export function describeApi(endpoints: readonly Endpoint[], rawRoutes: readonly RawRoute[], url: string): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const one of endpoints) (paths[one.path] ??= {})[one.method.toLowerCase()] = describeEndpoint(one);
  for (const one of rawRoutes) (paths[one.path] ??= {})[one.method.toLowerCase()] = describeRawRoute(one);
  const tags = [...new Set(Object.values(paths).flatMap((one) => Object.values(one).flatMap((call) => call.tags)))];
  return {
    openapi: "3.1.0",
    info: {
      title: "Madoguchi",
      version,
      description:
        "kintone's REST API (/k/v1), its user API (/v1) and the portal's own calls (/portal/v1). Every connection needs a " +
        "client certificate, unless an administrator has opened an API token to the caller's network.",
    },
    servers: [{ url }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: { securitySchemes, schemas: { Failure: failure }, responses: { Failure: failureResponse } },
  };
}

const securitySchemes = {
  certificate: { type: "mutualTLS" },
  password: { type: "apiKey", in: "header", name: "X-Cybozu-Authorization", description: "base64(login:password)" },
  token: { type: "apiKey", in: "header", name: "X-Cybozu-API-Token", description: "Up to nine tokens, by commas" },
  session: { type: "apiKey", in: "cookie", name: "__Host-madoguchi" },
};

const failure = {
  type: "object",
  properties: {
    code: { enum: [...new Set(Object.values(failures).map(({ code }) => code)), "MG_IE01"] },
    id: { type: "string" },
    message: { type: "string" },
    errors: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: { messages: { type: "array", items: { type: "string" } } },
      },
    },
  },
  required: ["code", "id", "message"],
};
const failureResponse = {
  description: "What went wrong, in the reader's language",
  headers: { "X-Cybozu-Error": { schema: { type: "string" }, description: "The code of the body" } },
  content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } },
};

function describeEndpoint({ method, path: at, input, audience, withoutLogin }: Endpoint): Operation {
  const isQuery = method === "GET" || method === "DELETE";
  const body = { required: true, content: { "application/json": { schema: input } } };
  return {
    ...frameOf(method, at, audience === "administrator"),
    ...(isQuery ? { parameters: parametersOf(input) } : { requestBody: body }),
    security: withoutLogin ? [{ certificate: [] }] : waysIn(at),
  };
}

function describeRawRoute({ method, path: at }: RawRoute): Operation {
  const file = {
    type: "object",
    properties: { file: { type: "string", contentMediaType: "application/octet-stream" } },
  };
  const isUpload = at.endsWith("/file.json");
  const content = isUpload ? { "multipart/form-data": { schema: file } } : { "application/json": { schema: {} } };
  return { ...frameOf(method, at, false), requestBody: { required: true, content }, security: waysIn(at) };
}

function frameOf(method: Method, at: string, isForAdministrators: boolean) {
  return {
    operationId: `${method.toLowerCase()}${at.replace(/\.json$/, "").replace(/[^A-Za-z0-9]+(\w?)/g, (_all, next: string) => next.toUpperCase())}`,
    tags: [tagOf(at)],
    summary: `${method} ${at}${isForAdministrators ? " (administrators)" : ""}`,
    responses: {
      "200": { description: "Done", content: { [mediaTypeOf(at)]: { schema: answerOf(method, at) ?? {} } } },
      default: { $ref: "#/components/responses/Failure" },
    },
  };
}

function mediaTypeOf(at: string): string {
  if (at.endsWith(".pdf")) return "application/pdf";
  return at.endsWith(".csv") ? "text/csv" : "application/json";
}

/** The first words of the path: `/k/v1 record`, `/portal/v1 admin`. */
function tagOf(at: string): string {
  const [, base = "", rest = ""] = /^\/((?:k\/|portal\/)?v1)\/(.*)$/.exec(at) ?? [];
  const words = rest.replace(/\.\w+$/, "").split("/");
  return `/${base} ${(words[0] === "preview" ? words[1] : words[0])?.replace(/s$/, "") ?? ""}`.trim();
}

function waysIn(at: string): readonly object[] {
  const withCertificate = (name: string) => ({ certificate: [], [name]: [] });
  const people = ["password", "session"].map(withCertificate);
  return at.startsWith("/k/v1/") ? [...people, withCertificate("token"), { token: [] }] : people;
}

function parametersOf(input: JsonSchema): readonly object[] {
  const { properties = {}, required = [] } = input as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}
