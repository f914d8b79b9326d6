import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { fieldTypes } from "../../../app-definitions/field-types/index.ts";
import { columnTypes } from "../../query/column-kinds.ts";
import type { AnyFieldType, DeployedApp, DeployedField, PhysicalApp } from "../deployed-app.ts";

/** A table of the rows of one SUBTABLE, one typed column per inner field. */
export interface Projection {
  readonly app: string;
  /** Id of the SUBTABLE. */
  readonly table: number;
  /** true: the SUBTABLE lies in `ext`. */
  readonly isInExt: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The projections that a definition asks for (`analyse: true`), by id of the SUBTABLE. */
export function projectionsOf(
  app: string,
  definition: AppDefinition,
  { fields, ext = [] }: PhysicalApp,
): ReadonlyMap<number, Projection> {
  const analysed = Object.values(definition.fields.properties).filter((field) => field["analyse"] === true);
  return new Map(
    analysed.map(({ code, fields: inner = {} }) => {
      const columns = Object.values(inner).flatMap((one) => columnOf(fields[one.code]!, fieldTypes.get(one.type)));
      const table = fields[code]!;
      return [table, { app, table, isInExt: ext.includes(table), columns }];
    }),
  );
}

/** The projection of a SUBTABLE in a deployed app. */
export function projectionOf(app: DeployedApp, { id, isInExt = false, inner }: DeployedField): Projection {
  const columns = [...inner.values()].flatMap((one) => columnOf(one.id, one.fieldType));
  return { app: app.id, table: id, isInExt, columns };
}

function columnOf(id: number, fieldType: Pick<AnyFieldType, "column"> | undefined): Projection["columns"] {
  const kind = fieldType?.column;
  if (!kind) return [];
  return [{ name: `f${id}`, type: kind === "options" || kind === "principals" ? "integer[]" : columnTypes[kind] }];
}

/** Statements that make the projection, or widen the one that is there, and keep it with every write from then on. */
export function renderProjection(projection: Projection, isNew: boolean): readonly string[] {
  const { app, table, isInExt, columns } = projection;
  const name = `${BigInt(app)}_${table}`;
  const [types, names] = [columns.map((one) => `${one.name} ${one.type}`), columns.map((one) => one.name)];
  return [
    ...(isNew ? dropProjection(app, table) : []),
    `create table if not exists rec.t${name} (record bigint, row bigint, primary key (record, row))`,
    ...(columns.length > 0
      ? [`alter table rec.t${name} ${types.map((one) => `add column if not exists ${one}`).join(", ")}`]
      : []),
    `create or replace function rec.keep${name}() returns trigger language plpgsql security definer set search_path = ''
     as $keep$ begin
       if tg_op <> 'INSERT' then delete from rec.t${name} where record = old.id; end if;
       if tg_op <> 'DELETE' then
         insert into rec.t${name} (${["record", "row", ...names].join(", ")})
         select ${["new.id", "v.id", ...names.map((one) => `v.${one}`)].join(", ")}
         from ${rowsOf(projection, "new")};
       end if;
       return null;
     end $keep$`,
    `drop trigger if exists keep${table} on rec.r${BigInt(app)}`,
    keepTrigger(app, table, isInExt),
  ];
}

/** The statement that has every write kept in the projection. */
export function keepTrigger(app: string, table: number, isInExt: boolean): string {
  return `create trigger keep${table} after insert or delete or update of ${isInExt ? "ext" : `f${table}`}
          on rec.r${BigInt(app)} for each row execute function rec.keep${BigInt(app)}_${table}()`;
}

/** Statements that take the projection away. */
export function dropProjection(app: string, table: number): readonly string[] {
  const name = `${BigInt(app)}_${table}`;
  return [
    `drop trigger if exists keep${table} on rec.r${BigInt(app)}`,
    `drop function if exists rec.keep${name}()`,
    `drop table if exists rec.t${name}`,
  ];
}

/**
 * The statement that brings the rows of records above one id up to another into the projection. The records are locked, so
 * that no write meanwhile is lost.
 */
export function renderFilling(projection: Projection): string {
  const { app, table, columns } = projection;
  const names = columns.map(({ name }) => name);
  const place = projection.isInExt ? "ext" : `f${table}`;
  const update = names.map((name) => `${name} = excluded.${name}`).join(", ");
  return `with page as (
      select id, ${place} from rec.r${BigInt(app)} where id > $1 and id <= $2 order by id for share
    )
    insert into rec.t${BigInt(app)}_${table} (${["record", "row", ...names].join(", ")})
    select ${["p.id", "v.id", ...names.map((one) => `v.${one}`)].join(", ")}
    from page p cross join lateral ${rowsOf(projection, "p")}
    on conflict (record, row) do ${update ? `update set ${update}` : "nothing"}`;
}

function rowsOf({ table, isInExt, columns }: Projection, record: string): string {
  const types = ["id bigint", ...columns.map(({ name, type }) => `${name} ${type}`)].join(", ");
  const rows = isInExt ? `(${record}.ext->'f${table}')` : `${record}.f${table}`;
  return `jsonb_to_recordset(coalesce(${rows}, '[]')) as v(${types})`;
}
