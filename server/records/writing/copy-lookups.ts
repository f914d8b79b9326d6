import { lookupOf } from "../../../app-definitions/field-types/source-settings.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import type { Stored } from "../../query/condition.ts";
import { notFound, type Copies, type WantedKeys } from "../sources/find-copies.ts";
import { readIncoming } from "./incoming-value.ts";
import type { RecordInput } from "./merge-record.ts";
import type { SaveContext } from "./save-context.ts";

/**
 * The values that a lookup field with this key gives its neighbours, by field; an empty key empties them.
 *
 * @throws Failure lookup/not-found when the source has no such record, or none within the writer's reach
 */
export function copiesFor(
  field: DeployedField,
  key: Stored,
  app: DeployedApp,
  copies: Copies,
): ReadonlyMap<DeployedField, Stored> {
  const found = key === null ? undefined : copies.get(field.id)?.get(String(key));
  if (key !== null && !found) throw notFound(field, key);
  const mappings = lookupOf(field.property)?.fieldMappings ?? [];
  return new Map(
    mappings.flatMap(({ field: code }) => {
      const target = app.fields.get(code);
      return target ? [[target, found?.get(code) ?? null] as const] : [];
    }),
  );
}

/** The keys that a batch sends for lookups, in tables too. Values that cannot be read are told by the merge. */
export function wantedKeys(inputs: readonly RecordInput[], context: SaveContext): WantedKeys {
  const lookups = [...context.app.fields.values()].filter(({ property }) => lookupOf(property));
  return new Map(
    lookups.map((field) => [
      field,
      new Set(inputs.flatMap((input) => sentValues(field, input)).flatMap((wire) => keyOf(field, wire, context))),
    ]),
  );
}

function sentValues(field: DeployedField, input: RecordInput): unknown[] {
  const own = (record: RecordInput, code: string) => (Object.hasOwn(record, code) ? record[code]?.value : undefined);
  if (!field.table) return [own(input, field.code)];
  const rows = own(input, field.table.code);
  return Array.isArray(rows)
    ? rows.map((row: { value?: RecordInput } | null) => own(row?.value ?? {}, field.code))
    : [];
}

function keyOf(field: DeployedField, wire: unknown, context: SaveContext): string[] {
  if (typeof wire !== "string" && typeof wire !== "number") return [];
  const incoming = readIncoming(field, wire, null, context);
  return "stored" in incoming && incoming.stored !== null ? [String(incoming.stored)] : [];
}
