import type { DeployedField } from "../../apps/deployed-app.ts";
import { columnTypes, isSinglePerson } from "../../query/column-kinds.ts";
import type { Stored } from "../../query/condition.ts";
import { inExt } from "../../query/stored-column.ts";

/**
 * How some fields of a record table are written from a `jsonb_to_recordset` named `v`: the only place that knows, when
 * writing, which fields have a column and which live in `ext`.
 */
export interface WrittenColumns {
  /** `, f1 text, f2 numeric …`: what follows the fixed columns of `v`. */
  readonly typed: string;
  /** Column names for an INSERT and its SELECT from `v`. */
  readonly names: readonly string[];
  /** `f1 = v.f1`, … for an UPDATE of the record table under the alias `r`. */
  readonly assignments: readonly string[];
  /** The cells of one record in `v`. */
  cells(values: ReadonlyMap<number, Stored>): Record<string, unknown>;
}

/** How `fields` are written. Fields in `ext` that are not among them keep their values there. */
export function writtenColumns(fields: readonly DeployedField[]): WrittenColumns {
  const own = fields.filter(({ isInExt }) => !isInExt);
  const others = fields.filter(({ isInExt }) => isInExt);
  const names = own.map(({ column }) => column!);
  const hasExt = others.length > 0;
  const typed = own.map((field) => `${field.column} ${typeOf(field)}`);
  return {
    typed: [...typed, ...(hasExt ? ["ext jsonb", "gone text[]"] : [])].map((one) => `, ${one}`).join(""),
    names: [...names, ...(hasExt ? ["ext"] : [])],
    assignments: [
      ...names.map((name) => `${name} = v.${name}`),
      ...(hasExt ? ["ext = (coalesce(r.ext, '{}') - v.gone) || v.ext"] : []),
    ],
    cells: (values) => ({
      ...Object.fromEntries(own.map((field) => [field.column, inColumn(field, values.get(field.id) ?? null)])),
      ...(hasExt && extCells(others, values)),
    }),
  };
}

function extCells(fields: readonly DeployedField[], values: ReadonlyMap<number, Stored>) {
  const filled = fields.filter(({ id }) => (values.get(id) ?? null) !== null);
  return {
    ext: Object.fromEntries(filled.map(({ id, column }) => [column, inExt(values.get(id)!)])),
    gone: fields.filter((field) => !filled.includes(field)).map(({ column }) => column),
  };
}

/** Creator and modifier are one person each in their columns. */
function typeOf(field: DeployedField): string {
  return isSinglePerson(field) ? "integer" : columnTypes[field.fieldType.column!];
}

function inColumn(field: DeployedField, stored: Stored): Stored {
  return isSinglePerson(field) ? ((stored as readonly number[] | null)?.[0] ?? null) : stored;
}
