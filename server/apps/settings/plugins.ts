import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import { findUploads } from "../../files/claim-files.ts";
import { readDraft } from "../drafts/draft.ts";

const id = { type: "string", minLength: 1, maxLength: 128 };
const fileKey = { type: "string", minLength: 1, maxLength: 256 };
const offset = { type: "integer", minimum: 0, maximum: 2_147_483_647 };
const limit = (maximum: number) => ({ type: "integer", minimum: 1, maximum });
const ids = { type: "array", items: id, maxItems: 100 };

/** kintone's plug-ins. They are programs, and an installation holds none: lists are empty, additions are refused. */
export const pluginEndpoints: readonly Endpoint[] = [
  list("plugins", { offset, limit: limit(100), ids }, [], { plugins: [] }),
  list("plugins/required", { offset, limit: limit(100) }, [], { plugins: [] }),
  list("plugin/apps", { id, offset, limit: limit(500) }, ["id"], { apps: [] }),
  refused("POST", { fileKey }),
  refused("PUT", { id, fileKey }),
  refused("DELETE", { id }),
];

/** Adds no plug-in to an app. @throws Failure app/not-found, permission/denied, function/unsupported */
export async function refusePlugins(context: Context, { app }: { app: string }): Promise<never> {
  await readDraft(context, app);
  throw new Failure("function/unsupported");
}

function list(name: string, properties: object, required: readonly string[], answer: object): Endpoint {
  return endpoint({
    method: "GET",
    path: `/k/v1/${name}.json`,
    audience: "administrator",
    input: { type: "object", properties, required },
    run: () => Promise.resolve(answer),
  });
}

function refused(method: "POST" | "PUT" | "DELETE", properties: object): Endpoint {
  return endpoint({
    method,
    path: "/k/v1/plugin.json",
    audience: "administrator",
    input: { type: "object", properties, required: Object.keys(properties) },
    run: refuse,
  });
}

/** @throws Failure file/not-found for a key that nobody uploaded, else function/unsupported */
async function refuse({ tx, viewer }: Context, { fileKey: key }: { fileKey?: string }): Promise<never> {
  if (key !== undefined && !(await findUploads(tx, viewer, [key])).has(key))
    throw new Failure("file/not-found", { key });
  throw new Failure("function/unsupported");
}
