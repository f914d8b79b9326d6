import type { Transaction } from "../../database.ts";
import type { PhysicalApp } from "../deployed-app.ts";
import type { RevisionRow } from "../store.ts";

/** Keys to remove: of `ext` itself, or of the rows in a SUBTABLE's column. */
export type Places =
  | { readonly kind: "ext"; readonly keys: readonly string[] }
  | { readonly kind: "rows"; readonly column: string; readonly isInExt: boolean; readonly keys: readonly string[] };

/** The live revision; its app is held until the transaction ends. */
export async function lockRevision(tx: Transaction, app: string): Promise<RevisionRow> {
  const [row] = await tx.rows<RevisionRow>(
    `select r.app_id, r.revision, r.definition, r.physical
     from app a join app_revision r on r.app_id = a.id and r.revision = a.revision where a.id = $1 for update of a, r`,
    [app],
  );
  return row!;
}

/** Keeps what changed about the tables of the live revision; the revision itself stays, and whoever keeps it reads it anew. */
export async function updatePhysical(tx: Transaction, app: string, physical: PhysicalApp): Promise<void> {
  await tx.execute(
    `with touched as (update app set updated_at = updated_at + interval '1 millisecond' where id = $1 returning revision)
     update app_revision r set physical = $2 from touched where r.app_id = $1 and r.revision = touched.revision`,
    [app, JSON.stringify(physical)],
  );
}

/**
 * Removes the keys from the next records after an id, without a new revision.
 *
 * @returns the last id looked at, null at the end
 */
export async function deletePlaces(
  tx: Transaction,
  app: string,
  places: Places,
  after: string,
  limit: number,
): Promise<string | null> {
  const { set, where } = places.kind === "ext" ? inExt() : inRows(places);
  const [row] = await tx.query<{ count: string; last: string | null }>(
    `with page as (select id from rec.r${BigInt(app)} where id > $1 order by id limit $2),
     changed as (
       update rec.r${BigInt(app)} r set ${set} from page where r.id = page.id and ${where} returning 1
     )
     select count(*) as count, max(id) as last from page`,
    [after, limit, places.keys],
  );
  return Number(row!.count) < limit ? null : row!.last;
}

function inExt() {
  return { set: "ext = ext - $3::text[]", where: "ext ?| $3::text[]" };
}

function inRows({ column, isInExt }: Extract<Places, { kind: "rows" }>) {
  const rows = isInExt ? `(ext -> '${column}')` : column;
  const cut = `(select jsonb_agg(e.j - $3::text[] order by e.n) from jsonb_array_elements(${rows}) with ordinality e(j, n))`;
  return {
    set: isInExt ? `ext = jsonb_set(ext, '{${column}}', ${cut})` : `${column} = ${cut}`,
    where: `exists (select from jsonb_array_elements(${rows}) e(j) where e.j ?| $3::text[])`,
  };
}

/**
 * Removes the values of fields from the history of the next records after an id.
 *
 * @returns the last id looked at, null at the end
 */
export async function deleteFromHistory(
  tx: Transaction,
  app: string,
  fields: readonly number[],
  after: string,
  limit: number,
): Promise<string | null> {
  const [row] = await tx.query<{ count: string; last: string | null }>(
    `with page as (
       select distinct record_id from history where app_id = $1 and record_id > $2 order by record_id limit $3
     ), changed as (
       update history h set diff = h.diff - $4::text[] from page
       where h.app_id = $1 and h.record_id = page.record_id and h.diff ?| $4::text[] returning 1
     )
     select count(*) as count, max(record_id) as last from page`,
    [app, after, limit, fields.map(String)],
  );
  return Number(row!.count) < limit ? null : row!.last;
}

/** Removes the values of fields from the records in the bin. */
export async function deleteFromBin(tx: Transaction, app: string, fields: readonly number[]): Promise<void> {
  await tx.execute(
    `update bin set record = (record - $2::text[])
       || case when record -> 'ext' is null then '{}' else jsonb_build_object('ext', (record -> 'ext') - $2::text[]) end
     where app_id = $1`,
    [app, fields.map((id) => `f${id}`)],
  );
}

/** Drops columns of the record table, and with them their indexes. */
export async function dropColumns(tx: Transaction, app: string, columns: readonly string[]): Promise<void> {
  if (columns.length === 0) return;
  const drops = columns.map((column) => `drop column if exists ${column}`).join(", ");
  await tx.execute(`alter table rec.r${BigInt(app)} ${drops}`);
}

/** Lets go of the files that these fields held. */
export async function releaseFiles(tx: Transaction, app: string, fields: readonly number[]): Promise<void> {
  await tx.execute(
    "update file set state = 'removed' where app_id = $1 and field_id = any($2::integer[]) and state = 'stored'",
    [app, fields],
  );
}

/** The apps whose record tables have a column number, dropped ones counted, above `highest`. */
export async function readWornTables(tx: Transaction, highest: number): Promise<readonly string[]> {
  const rows = await tx.query<{ app: string }>(
    `select substr(c.relname, 2) as app from pg_class c
     where c.relnamespace = 'rec'::regnamespace and c.relkind = 'r' and c.relname ~ '^r[0-9]+$' and c.relnatts > $1
     order by c.oid`,
    [highest],
  );
  return rows.map(({ app }) => app);
}
