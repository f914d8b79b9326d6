import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { FieldProblem, JsonSchema } from "../app-definitions/field-type.ts";
import { dropAbsentNulls } from "./absent-nulls.ts";
import { Failure, type Problems } from "./errors.ts";

/** Deepest nesting of a JSON document that is looked at; a real record stays below 12. */
const deepestLevel = 32;
/** More problems than this help nobody, and an answer must not grow with the attack. */
const mostProblems = 100;
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

const options = { allErrors: true, strict: false, useDefaults: true, ownProperties: true, verbose: true } as const;
const addFormats = formats as unknown as (ajv: Ajv) => Ajv;
const compilers = {
  /** Leaves values as they are. */
  exact: addFormats(new Ajv({ ...options, useDefaults: false })),
  /** Turns 1 into "1" and "true" into true where the schema says so: ids travel as numbers too. */
  body: addFormats(new Ajv({ ...options, coerceTypes: true })),
  /** The same, and `ids=1` means a list of one. */
  query: addFormats(new Ajv({ ...options, coerceTypes: "array" })),
};
const compiled = new WeakMap<JsonSchema, Map<keyof typeof compilers, ValidateFunction>>();

/** A value that does not fit; `path` in kintone's form: `records[0].record.CODE.value`, empty for the whole. */
export interface SchemaProblem {
  path: string;
  /** The names and numbers that make up the path. */
  segments: readonly string[];
  problem: FieldProblem;
  /** In English, for whoever writes definitions. */
  detail: string;
  /** Something else stands where a list or an object should, or one of these where none should. */
  isMisshapen: boolean;
}

/**
 * What is wrong with `value`; empty when it fits. A schema is compiled once for the life of the process, so hand in
 * the same object each time.
 *
 * @param how - `body` and `query` change `value` in place (see above)
 */
export function checkSchema(
  schema: JsonSchema,
  value: unknown,
  how: keyof typeof compilers = "exact",
): readonly SchemaProblem[] {
  const validate = compile(schema, how);
  if (validate(value)) return [];
  return (validate.errors ?? []).filter(isCause).slice(0, mostProblems).flatMap(describe);
}

/**
 * The input of an endpoint, held against its schema. Empty query parameters count as absent (kintone's client sends
 * null so), and so does null where the schema knows none.
 *
 * @throws Failure input/invalid with kintone's error keys; input/not-json for hostile keys or depth, and as on kintone for a
 *   body with something else in the place of a list or an object
 */
export function checkInput(schema: JsonSchema, input: Record<string, unknown>, how: "query" | "body"): unknown {
  checkJson(input);
  const given = how === "body" ? input : Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ""));
  dropAbsentNulls(schema, given);
  const problems = checkSchema(schema, given, how);
  if (how === "body" && problems.some(({ isMisshapen }) => isMisshapen)) throw new Failure("input/not-json");
  if (problems.length > 0) throw new Failure("input/invalid", {}, byPath(problems));
  return given;
}

/**
 * Refuses what no honest client sends and careless code trips over: keys that reach prototypes, and endless nesting.
 *
 * @throws Failure input/not-json
 */
export function checkJson(value: unknown, level = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (level >= deepestLevel) throw new Failure("input/not-json");
  if (Array.isArray(value)) {
    for (const item of value) checkJson(item, level + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    if (forbiddenKeys.has(key)) throw new Failure("input/not-json");
    checkJson((value as Record<string, unknown>)[key], level + 1);
  }
}

/**
 * The value of a JSON text.
 *
 * @throws Failure input/not-json when it is none, or a hostile one
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure("input/not-json");
  }
  checkJson(value);
  return value;
}

function compile(schema: JsonSchema, how: keyof typeof compilers): ValidateFunction {
  const known = compiled.get(schema) ?? new Map<keyof typeof compilers, ValidateFunction>();
  compiled.set(schema, known);
  const validate = known.get(how) ?? compilers[how].compile(schema);
  known.set(how, validate);
  return validate;
}

/** Errors of branches are noise beside the `anyOf` that names them, and `if` beside what it asked for. */
function isCause({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword !== "if" && keyword !== "propertyNames" && !/\/(anyOf|oneOf)\/\d+\//.test(schemaPath);
}

function describe(error: ErrorObject): SchemaProblem[] {
  const { keyword, params, schema, instancePath, propertyName, data, message = "" } = error;
  const wantsList = [schema].flat().some((type) => type === "object" || type === "array");
  const isMisshapen = keyword === "type" && (wantsList || (typeof data === "object" && data !== null));
  const missing = keyword === "required" ? String(params["missingProperty"]) : undefined;
  const extra = keyword === "additionalProperties" ? String(params["additionalProperty"]) : undefined;
  const last = missing ?? extra ?? propertyName;
  const segments = [...instancePath.split("/").slice(1).map(unescape), ...(last === undefined ? [] : [last])];
  const path = segments.reduce(join, "");
  const detail = `${path || "/"} ${message}`;
  return problemsOf(error).map((problem) => ({ path, segments, problem, detail, isMisshapen }));
}

function problemsOf({ keyword, params, schema, parentSchema = {}, data }: ErrorObject): FieldProblem[] {
  const limit = Number(params["limit"]);
  const size = () => ({
    message: "size",
    params: { min: Number(parentSchema["minItems"] ?? 0), max: sizeOf(parentSchema) },
  });
  if (keyword === "pattern" && isOfDigits(String(schema))) return [numberProblem(String(data), parentSchema)];
  if (keyword === "pattern" && isOfDigits(String(schema).replaceAll("[.]", ""))) return [{ message: "not-number" }];
  if (keyword === "required" || keyword === "minProperties") return [{ message: "required-parameter" }];
  if (keyword === "minItems") return [{ message: "required-parameter" }, ...(sizeOf(parentSchema) > 0 ? [size()] : [])];
  if (keyword === "maxItems") return [size()];
  if (keyword === "enum" || keyword === "const") return [{ message: "not-enum" }];
  if (keyword === "minimum") return [belowMinimum(limit)];
  if (keyword === "maximum") return [aboveMaximum(limit)];
  if (keyword === "maxLength") return [{ message: "too-long", params: { limit: limit + 1 } }];
  if (keyword === "minLength")
    return [limit === 1 ? { message: "required-parameter" } : { message: "too-short", params: { limit: limit - 1 } }];
  if (keyword === "type" && schema === "boolean") return [{ message: "not-boolean" }];
  if (keyword === "type" && schema === "integer") return [{ message: "not-integer" }];
  return [{ message: "wrong-shape" }];
}

function sizeOf(schema: Record<string, unknown>): number {
  return Number(schema["maxItems"] ?? 0);
}

/** Ids, counters and the like are texts with a pattern; kintone knows them as numbers. */
function isOfDigits(pattern: string): boolean {
  return /^[\^$()[\]|?*{},\\d0-9+-]+$/.test(pattern);
}

/** @param schema - may say the least (1 unless it does) and the greatest number beside its pattern */
function numberProblem(text: string, { minimum = 1, maximum }: Record<string, unknown>): FieldProblem {
  if (text === "") return { message: "required-parameter" };
  if (!/^-?[0-9]+$/.test(text)) return { message: "not-integer" };
  if (Number(text) < Number(minimum)) return belowMinimum(Number(minimum));
  return maximum === undefined ? { message: "not-integer" } : aboveMaximum(Number(maximum));
}

function belowMinimum(limit: number): FieldProblem {
  return { message: "below-minimum", params: { limit: limit.toLocaleString("en") } };
}

function aboveMaximum(limit: number): FieldProblem {
  return { message: "above-maximum", params: { limit: limit.toLocaleString("en") } };
}

const namedParts: ReadonlySet<string> = new Set(["properties", "views", "reports", "states", "actions"]);

function byPath(problems: readonly SchemaProblem[]): Problems {
  const grouped: Record<string, FieldProblem[]> = {};
  for (const { segments, problem } of problems) (grouped[keyOf(segments) || "input"] ??= []).push(problem);
  return grouped;
}

/** Names of fields, views and the like stand in brackets in kintone's keys: `views[NAME].index`. */
function keyOf([first = "", second, ...rest]: readonly string[]): string {
  if (second === undefined) return first;
  const head = namedParts.has(first) ? `${first}[${second}]` : [first, second].reduce(join, "");
  return rest.reduce(join, head);
}

function unescape(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function join(path: string, segment: string): string {
  if (/^\d+$/.test(segment) && path) return `${path}[${segment}]`;
  return path ? `${path}.${segment}` : segment;
}
