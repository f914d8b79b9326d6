import { Failure } from "../../errors.ts";
import { definitionMessages, describeSentence } from "../deploy/definition-problem.ts";

/** A view, chart, action or state as a request sends it, under its present name. */
export interface GivenPart {
  name?: string;
  index: string;
}

/**
 * The complete new set of parts that are kept by name: those not sent go, `name` renames, and a new one is named as its key.
 *
 * @param complete - one part of what was sent and what was there
 * @returns the parts by their new names in the order of their indexes, which become 0, 1, 2 … as on kintone
 * @throws Failure input/invalid for two parts of one name, or a new part that is named otherwise than its key
 */
export function mergeNamed<Part extends { name: string; index: string }, Given extends GivenPart>(
  present: Readonly<Record<string, Part>>,
  given: Readonly<Record<string, Given>>,
  path: string,
  complete: (given: Given, before: Part | undefined, name: string, place: string) => Part,
): Record<string, Part> {
  const merged = new Map<string, Part>();
  const inOrder = Object.entries(given).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
  for (const [key, one] of inOrder) {
    const place = `${path}[${key}]`;
    const name = one.name ?? key;
    if (merged.has(name)) throw repeated(`${place}.name`, name);
    if (!Object.hasOwn(present, key) && name !== key) throw invalid(`${place}.name`, "not-enum");
    const before = Object.hasOwn(present, key) ? present[key] : undefined;
    merged.set(name, { ...complete(one, before, name, place), index: String(merged.size) });
  }
  return Object.fromEntries(merged);
}

/** The refusal of one value. */
export function invalid(path: string, message: string, params: Record<string, string | number> = {}): Failure {
  return new Failure("input/invalid", {}, { [path]: [{ message, params }] });
}

/** The refusal of a name, code or number that stands twice where each may stand once. */
export function repeated(path: string, code: string): Failure {
  const { ja, en } = definitionMessages.repeated;
  return invalid(path, "definition", { ja: describeSentence(ja, { code }), en: describeSentence(en, { code }) });
}

/** Only the keys that the definition knows, and of those only what was sent. */
export function pick<Given extends object, Key extends keyof Given>(
  given: Given,
  keys: readonly Key[],
): Pick<Given, Key> {
  return Object.fromEntries(keys.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]]))) as Pick<
    Given,
    Key
  >;
}

/**
 * The new parts of a list with what kintone has no words for, taken over from the old part that each of them continues: a
 * client that knows only kintone's keys must not wipe the others out by writing back what it read.
 *
 * @param known - kintone's own keys, which are as sent
 * @param namesOf - what makes a part the same one, the strictest first; an old part is continued once
 */
export function carryOver<Part extends object>(
  next: readonly Part[],
  before: readonly Part[],
  known: readonly string[],
  ...namesOf: readonly ((part: Part) => string)[]
): Part[] {
  const left = new Set(before);
  const olds = new Map<Part, Part>();
  for (const nameOf of namesOf) {
    for (const part of next) {
      const old = olds.has(part) ? undefined : [...left].find((one) => nameOf(one) === nameOf(part));
      if (!old) continue;
      olds.set(part, old);
      left.delete(old);
    }
  }
  return next.map((part) => ({ ...part, ...beyond(olds.get(part), known) }));
}

/** What a part has beside these keys. */
export function beyond<Part extends object>(part: Part | undefined, known: readonly string[]): Partial<Part> {
  return Object.fromEntries(Object.entries(part ?? {}).filter(([key]) => !known.includes(key))) as Partial<Part>;
}

/** The name of a line of rights or targets: whom it means. */
export function entityName({ entity }: { entity: { type: string; code?: string | null } }): string {
  return `${entity.type} ${entity.code ?? ""}`;
}
