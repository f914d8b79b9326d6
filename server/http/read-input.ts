import type { IncomingMessage } from "node:http";
import { Failure } from "../errors.ts";
import { parseJson } from "../schema.ts";

/** Largest JSON body unless an endpoint says otherwise, in octets. */
export const maxJsonBytes = 1_048_576;
const maxArrayIndex = 1_000;
/** How much of a refused body is still swallowed, so that the sender comes to read the refusal. */
const swallowedBytes = 8 * maxJsonBytes;

/** What a request says, before any schema has looked at it: query and body in one object without prototype. */
export type Input = Record<string, unknown>;

/**
 * The input of a request in every form that kintone's clients use: query with `ids[0]=`, repeated keys, or a JSON body;
 * GET and DELETE take both, POST and PUT the body alone.
 *
 * @throws Failure `input/not-json`, `input/too-large` or `request/illegal` (a body that is not declared as JSON)
 */
export async function readInput(request: IncomingMessage, maxOctets = maxJsonBytes): Promise<Input> {
  const body = await readJson(request, maxOctets);
  const takesQuery = request.method === "GET" || request.method === "HEAD" || request.method === "DELETE";
  return takesQuery ? Object.assign(readQuery(request), body) : body;
}

/** The query as an object; empty values count as absent, inside a list as null. */
export function readQuery(request: IncomingMessage): Input {
  const query: Input = Object.create(null) as Input;
  const text = (request.url ?? "").split("?").slice(1).join("?");
  for (const [key, value] of new URLSearchParams(text)) {
    const [, name = "", index] = /^([^[\]]+)(?:\[(\d{0,4})\])?$/.exec(key) ?? [];
    if (!name) throw new Failure("request/illegal");
    if (index !== undefined) addAt(query, name, index, value);
    else if (value !== "") query[name] = name in query ? [query[name], value].flat() : value;
  }
  return query;
}

function addAt(query: Input, name: string, index: string, value: string) {
  const list: unknown[] = name in query ? [query[name]].flat() : [];
  const at = index === "" ? list.length : Number(index);
  if (at > maxArrayIndex) throw new Failure("request/illegal");
  while (list.length < at) list.push(null);
  list[at] = value === "" ? null : value;
  query[name] = list;
}

async function readJson(request: IncomingMessage, maxOctets: number): Promise<Input> {
  const octets = await readBody(request, maxOctets);
  if (octets.length === 0) return Object.create(null) as Input;
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    throw new Failure("request/illegal");
  }
  const parsed = parseJson(decode(octets));
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new Failure("input/not-json");
  return Object.assign(Object.create(null) as Input, parsed);
}

function decode(octets: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    throw new Failure("input/not-json");
  }
}

/** The fields of a form without files, at most 16 KiB; of repeated names the last. */
export async function readForm(request: IncomingMessage): Promise<ReadonlyMap<string, string>> {
  const octets = await readBody(request, 16_384);
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers["content-type"] ?? "")) return new Map();
  return new Map(new URLSearchParams(octets.toString("utf8")));
}

/**
 * The whole body.
 *
 * @throws Failure `input/too-large` once it is longer than `maxBytes`; the rest is thrown away. Failure `request/illegal`
 *   when the sender breaks off: anybody can do that at any time, and the log of faults must not grow with it
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let isTooLarge = Number(request.headers["content-length"] ?? 0) > maxBytes;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      isTooLarge ||= size > maxBytes;
      if (isTooLarge) chunks.length = 0;
      else chunks.push(chunk);
      if (size > Math.max(maxBytes, swallowedBytes)) break;
    }
  } catch {
    throw new Failure("request/illegal");
  }
  if (isTooLarge) throw new Failure("input/too-large", { maxBytes });
  return Buffer.concat(chunks);
}
