import { BulkFailure, Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { endpoint, type Endpoint } from "../http/endpoint.ts";
import { checkInput } from "../schema.ts";
import { lockApps } from "./writing/store.ts";

/** One request inside another. */
export interface InnerRequest {
  readonly method: string;
  /** kintone's path, for example `/k/v1/records.json`. */
  readonly api: string;
  readonly payload?: Record<string, unknown>;
}

/** As on kintone. */
const mostRequests = 20;
/** 20 requests of 100 records each. */
const mostOctets = 33_554_432;

/** The apps that the requests name, in an order that all bulk requests share. */
function appsOf(requests: readonly InnerRequest[]): readonly string[] {
  const named = requests.map(({ payload }) => payload?.["app"]);
  // What is no name of an app is told by the request itself.
  return [
    ...new Set(named.flatMap((app) => (typeof app === "string" || typeof app === "number" ? String(app) : []))),
  ].sort();
}

/** The writes that may be joined. */
const joinable = /^(POST|PUT|DELETE) \/k\/v1\/(records?|records?\/status|record\/assignees)[.]json$/;

/**
 * kintone's bulkRequest over these endpoints: up to 20 writes one after the other in one transaction, over any apps. Any
 * failure undoes all of them; the answer then has the status of the request that failed.
 */
export function bulkRequest(endpoints: readonly Endpoint[]): Endpoint {
  const table = new Map(
    endpoints
      .map((one) => [`${one.method} ${one.path}` as string, one] as const)
      .filter(([name]) => joinable.test(name)),
  );

  async function run(context: Context, { requests }: { requests: readonly InnerRequest[] }) {
    const results: unknown[] = [];
    if (requests.length > 1) await lockApps(context.tx, appsOf(requests));
    for (const [at, request] of requests.entries()) {
      try {
        results.push(await runOne(context, request));
      } catch (error) {
        throw new BulkFailure(error, at, requests.length);
      }
    }
    return { results };
  }

  function runOne(context: Context, { method, api, payload = {} }: InnerRequest): Promise<unknown> {
    const found = table.get(`${method} ${api}`);
    if (!found) throw new Failure("input/invalid", {}, { api: [{ message: "not-enum" }] });
    return found.run(context, checkInput(found.input, payload, "body") as never);
  }

  const request = {
    type: "object",
    properties: { method: { enum: ["POST", "PUT", "DELETE"] }, api: { type: "string" }, payload: { type: "object" } },
    required: ["method", "api"],
  };
  return endpoint({
    method: "POST",
    path: "/k/v1/bulkRequest.json",
    input: {
      type: "object",
      properties: { requests: { type: "array", items: request, minItems: 1, maxItems: mostRequests } },
      required: ["requests"],
    },
    maxOctets: mostOctets,
    run,
  });
}
