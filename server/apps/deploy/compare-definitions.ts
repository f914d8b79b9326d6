import { isDeepStrictEqual } from "node:util";
import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";

/** One difference between two revisions of an app, for the log of deploys and for people who look before they deploy. */
export type DefinitionChange =
  | { kind: "app-added" }
  | { kind: "field-added"; code: string; type: string }
  | { kind: "field-removed"; code: string; type: string }
  | { kind: "field-renamed"; code: string; from: string }
  | { kind: "field-changed"; code: string; settings: readonly string[] }
  | { kind: "field-type-changed"; code: string; from: string; to: string }
  | { kind: "part-changed"; part: keyof AppDefinition };

/**
 * What changes from `before` to `after`; empty when nothing does. The order of keys never counts: layout has its own.
 *
 * @param origins - former code by code, from a draft that knows its renames
 */
export function compareDefinitions(
  before: AppDefinition | null,
  after: AppDefinition,
  origins?: Readonly<Record<string, string>>,
): readonly DefinitionChange[] {
  if (!before) return [{ kind: "app-added" }];
  const parts = (Object.keys({ ...before, ...after }) as (keyof AppDefinition)[]).filter(
    (part) => part !== "fields" && !isDeepStrictEqual(before[part], after[part]),
  );
  const fields = compareFields(allFields(before), allFields(after), origins);
  return [...fields, ...parts.map((part) => ({ kind: "part-changed", part }) as const)];
}

/** Every field by code, those inside tables included. */
export function allFields(definition: AppDefinition): ReadonlyMap<string, FieldProperty> {
  const fields = Object.values(definition.fields.properties);
  return new Map(fields.flatMap((field) => [field, ...Object.values(field.fields ?? {})]).map((f) => [f.code, f]));
}

/**
 * The code that `field` had before, or undefined for a new field. A code that was there before wins over `renamedFrom`,
 * so that a rename stays harmless in the file after it was deployed.
 */
export function formerCode(
  field: FieldProperty,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): string | undefined {
  if (before.has(field.code)) return field.code;
  const from = field.renamedFrom;
  return from !== undefined && before.has(from) && !after.has(from) ? from : undefined;
}

function compareFields(
  before: ReadonlyMap<string, FieldProperty>,
  after: ReadonlyMap<string, FieldProperty>,
  origins?: Readonly<Record<string, string>>,
): DefinitionChange[] {
  const survivors = new Set<string>();
  const changes = [...after.values()].flatMap((field): DefinitionChange[] => {
    const { code, type } = field;
    const origin = origins?.[code];
    const from = origins ? (before.has(origin ?? "") ? origin : undefined) : formerCode(field, before, after);
    if (from === undefined) return [{ kind: "field-added", code, type }];
    survivors.add(from);
    const old = before.get(from)!;
    const settings = Object.keys({ ...old, ...field }).filter(
      (key) => !["code", "type", "fields", "renamedFrom"].includes(key) && !isDeepStrictEqual(old[key], field[key]),
    );
    return [
      ...(from === code ? [] : [{ kind: "field-renamed", code, from } as const]),
      ...(old.type === type ? [] : [{ kind: "field-type-changed", code, from: old.type, to: type } as const]),
      ...(settings.length === 0 ? [] : [{ kind: "field-changed", code, settings } as const]),
    ];
  });
  const removed = [...before.values()].filter(({ code }) => !survivors.has(code));
  return [...changes, ...removed.map(({ code, type }) => ({ kind: "field-removed", code, type }) as const)];
}
