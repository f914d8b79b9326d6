import type { ColumnKind } from "../../app-definitions/field-type.ts";
import { uniqueColumn } from "../query/stored-column.ts";
import type { DeployedApp, DeployedField } from "./deployed-app.ts";

/** An index that a record table should have; named after what never changes, so that a renamed field keeps it. */
export interface AppIndex {
  readonly name: string;
  readonly table: string;
  readonly isUnique: boolean;
  /** What follows the table's name: method and columns. */
  readonly on: string;
}

/** The definition's own indexes at most, because each one costs every update (storage.md section 2). */
export const mostIndexes = 12;

const methods: Record<ColumnKind, ((column: string) => string) | null> = {
  text: (f) => `(left(${f}, 64), id)`,
  numeric: (f) => `(${f}, id)`,
  date: (f) => `(${f}, id)`,
  time: (f) => `(${f}, id)`,
  timestamp: (f) => `(${f}, id)`,
  option: (f) => `(${f}, updated_at desc, id desc)`,
  options: (f) => `using gin (${f})`,
  principals: (f) => `using gin (${f})`,
  subtable: (f) => `using gin (${f} jsonb_path_ops)`,
  files: null,
  consent: (f) => `((${f} ->> 'state'), id)`,
};

/** false: a list cannot profit from an index on this field (files), or has one already (the record number). */
export function mayBeIndexed({ fieldType, table, column }: DeployedField): boolean {
  return !table && column !== "id" && fieldType.column !== null && methods[fieldType.column] !== null;
}

/** The indexes that keep "no duplicates". */
export function uniqueIndexesOf({ id, fields }: DeployedApp): readonly AppIndex[] {
  const kept = [...fields.values()].filter(({ column, property }) => property.unique && column);
  return kept.map((field) => ({
    name: `r${id}_u_${field.column}`,
    table: `r${id}`,
    isUnique: true,
    on: `((${uniqueColumn(field, null).expression}))`,
  }));
}

/** Kinds that conditions on rows ask ranges of. */
const ranged: ReadonlySet<ColumnKind | null> = new Set<ColumnKind>(["numeric", "date", "time", "timestamp"]);

/** The indexes of the table that holds the rows of a SUBTABLE. */
function rowIndexesOf({ id }: DeployedApp, field: DeployedField): readonly AppIndex[] {
  const table = `t${id}_${field.id}`;
  const columns = [...field.inner.values()].filter(({ fieldType }) => ranged.has(fieldType.column));
  return columns.map((inner) => ({
    ...{ name: `${table}_f${inner.id}`, table, isUnique: false },
    on: `(f${inner.id}, record)`,
  }));
}

/** The indexes that records of this app need: the same for every app first, then its own. */
export function indexesOf(app: DeployedApp): readonly AppIndex[] {
  const records = `r${app.id}`;
  const own = (app.definition.indexes ?? []).flatMap((code): AppIndex[] => {
    const field = app.fields.get(code);
    if (!field?.column || field.isInExt || !mayBeIndexed(field)) return [];
    // Creator and modifier are one id each, not an array.
    const isSingle = field.fieldType.systemColumn !== undefined && field.fieldType.column === "principals";
    const on = isSingle ? `(${field.column}, id)` : methods[field.fieldType.column!]!(field.column);
    return [{ name: `${records}_${field.column}`, table: records, isUnique: false, on }];
  });
  const unique = uniqueIndexesOf(app);
  const status = [...app.fields.values()].some(({ property }) => property.type === "STATUS");
  return [
    { name: `${records}_updated`, table: records, isUnique: false, on: "(updated_at desc, id desc)" },
    { name: `${records}_acl`, table: records, isUnique: false, on: "using gin (acl)" },
    { name: `s${app.id}_grams`, table: `s${app.id}`, isUnique: false, on: "using gin (grams)" },
    ...(status
      ? [{ name: `${records}_status`, table: records, isUnique: false, on: "(status, updated_at desc, id desc)" }]
      : []),
    ...own,
    ...unique,
    ...[...app.fields.values()].filter(({ property }) => property.analyse).flatMap((field) => rowIndexesOf(app, field)),
  ];
}
