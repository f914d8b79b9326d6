import { normalizeDecimal } from "../../../app-definitions/field-types/decimal.ts";
import { plainNumber } from "../../../app-definitions/field-types/record-number/record-number.ts";
import { lookupOf } from "../../../app-definitions/field-types/source-settings.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { parseStored } from "../../query/column-kinds.ts";
import type { Condition, Stored } from "../../query/condition.ts";
import { planRead, viewOf, type Order } from "../plan-read.ts";
import { guarded, visibleCells } from "../second-wall.ts";
import { readRows } from "../store.ts";
import { copyValue } from "./copy-value.ts";
import { findSource } from "./find-source.ts";

/** What a lookup found under a key: the stored values for the fields that it fills in, by code. */
export type Copy = ReadonlyMap<string, Stored>;

/** Copies by the id of the lookup field and by key. A key that is missing was not found, or is out of reach. */
export type Copies = ReadonlyMap<number, ReadonlyMap<string, Copy>>;

/** Keys that a batch of writes asks for, by lookup field. */
export type WantedKeys = ReadonlyMap<DeployedField, ReadonlySet<string>>;

/** Reads what the lookups of a batch copy, with the writer's own rights. One statement per lookup field that is used. */
export async function findCopies(context: Context, app: DeployedApp, wanted: WantedKeys): Promise<Copies> {
  const copies = new Map<number, ReadonlyMap<string, Copy>>();
  for (const [field, keys] of wanted) {
    if (keys.size === 0) continue;
    const found = await readCopies(context, app, field, {
      where: (key) => ({ kind: "test", field: key, operator: "in", operands: comparable(key, keys) }),
      limit: keys.size,
    });
    copies.set(field.id, new Map(found.flatMap(({ names, copy }) => names.map((name) => [name, copy] as const))));
  }
  return copies;
}

/** Keys as text may be no numbers, which a record number cannot be compared with, or have the code of its app with it. */
function comparable({ fieldType }: DeployedField, keys: ReadonlySet<string>): readonly string[] {
  if (fieldType.column !== "numeric") return [...keys];
  const plain = fieldType.systemColumn === "id" ? [...keys].map(plainNumber) : [...keys];
  return plain.filter((key) => normalizeDecimal(key) === key);
}

/** Which records of the source a lookup looks at. */
export interface SourceChoice {
  where(key: DeployedField): Condition;
  readonly order?: readonly Order[];
  readonly limit: number;
  /** Further fields to bring along, as far as they are visible. */
  readonly fields?: readonly string[];
}

/** One record of the source. */
export interface FoundCopy {
  readonly id: string;
  /** What the lookup holds when it fetched this record. */
  readonly key: string;
  /** The texts under which it is found: the key, and of a record number the number alone. */
  readonly names: readonly string[];
  readonly copy: Copy;
  /** Stored values of the visible fields that were asked for, by field. */
  readonly others: ReadonlyMap<DeployedField, Stored>;
}

/**
 * The chosen records of a lookup's source, each with what it would copy. Records on which the viewer does not see the key
 * and every field to be copied are left out: they are refused as a whole (kintone: GAIA_LO04).
 */
export async function readCopies(
  context: Context,
  app: DeployedApp,
  field: DeployedField,
  choice: SourceChoice,
): Promise<readonly FoundCopy[]> {
  const lookup = lookupOf(field.property);
  const source = lookup && findSource(context, lookup.relatedApp);
  const key = source?.app.fields.get(lookup!.relatedKeyField);
  if (!lookup || !source || !key) return [];
  const needed = [lookup.relatedKeyField, ...lookup.fieldMappings.map(({ relatedField }) => relatedField)];
  const isReadable = needed.every((code) => {
    const one = source.app.fields.get(code);
    return one && viewOf(source.access, one);
  });
  if (!isReadable) return [];

  const plan = planRead(source.app, source.access, {
    where: choice.where(key),
    fields: [...new Set([...needed, ...(choice.fields ?? [])])],
    order: choice.order ?? [],
    limit: choice.limit,
  });
  const rows = await readRows(context.tx, plan);
  return guarded(context, source.app.id, () =>
    rows.flatMap((found): FoundCopy[] => {
      const visible = visibleCells(plan, found);
      const { row, cells } = found;
      const values = new Map(
        plan.cells.flatMap(({ field: one }, at) => (visible[at] ? [[one, parseStored(one, cells[at]!)] as const] : [])),
      );
      const byCode = new Map([...values].map(([one, stored]) => [one.code, { one, stored }]));
      if (!needed.every((code) => byCode.has(code))) return [];
      const copy = lookup.fieldMappings.flatMap(({ field: code, relatedField }) => {
        const { one, stored } = byCode.get(relatedField)!;
        const target = app.fields.get(code);
        return target ? [[code, copyValue(one, stored, target, context.directory)] as const] : [];
      });
      const stored = values.get(key)!;
      const shown = String(copyValue(key, stored, field, context.directory));
      const names = [...new Set([shown, String(stored)])];
      return [{ id: row.id, key: shown, names, copy: new Map(copy), others: values }];
    }),
  );
}

/** A key that was not found, for whatever reason: which one is nobody's business. */
export function notFound({ code }: DeployedField, key: Stored): Failure {
  return new Failure("lookup/not-found", { code, key: String(key) });
}
