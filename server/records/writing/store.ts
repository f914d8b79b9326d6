import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import type { Transaction } from "../../database.ts";
import type { EventType, NewEvent } from "../../events/event.ts";
import type { Stored } from "../../query/condition.ts";
import { uniqueColumn } from "../../query/stored-column.ts";
import { statementName } from "../statement-name.ts";
import { storedFields } from "../stored-fields.ts";
import { writtenColumns } from "./written-columns.ts";

/** Old and new stored value per field id; what history keeps. */
export type Diff = Readonly<Record<string, readonly [Stored, Stored]>>;

/** One record to write. `txt` and `grams` are null when the searchable text did not change. */
export interface RowToWrite {
  readonly id: string;
  /** The revision that was read under lock; 0 for a new record. */
  readonly revision: number;
  readonly values: ReadonlyMap<number, Stored>;
  readonly acl: readonly number[];
  readonly diff: Diff;
  readonly txt: string | null;
  readonly grams: readonly number[] | null;
}

/** Who writes, and when. */
export interface Author {
  readonly by: number;
  readonly at: Date;
}

/** What kind of change history shall tell, and by how much the revision rises. */
export interface Change {
  readonly kind: "edited" | "status-changed";
  readonly step: number;
}

/**
 * Makes bulk requests that name the same app wait for each other: they take record after record, in whatever order was
 * sent, and would else lock each other out. In the order given, until the transaction ends.
 */
export async function lockApps(tx: Transaction, apps: readonly string[]): Promise<void> {
  await tx.execute(
    `select pg_advisory_xact_lock(hashtextextended('madoguchi bulk ' || app, 0))
     from (select app from unnest($1::text[]) with ordinality as given(app, place) order by place) as ordered`,
    [apps],
  );
}

/** The event that each record leaves: its type, and the detail by the place of the row. */
export interface RowEvents {
  readonly type: EventType;
  detailOf(at: number): NewEvent["detail"];
}

/** Fresh record ids and row ids of subtables, in one statement. */
export async function nextIds(
  tx: Transaction,
  app: DeployedApp,
  { records, rows }: { records: number; rows: number },
): Promise<{ records: string[]; rows: string[] }> {
  if (records + rows === 0) return { records: [], rows: [] };
  const found = await tx.query<{ kind: string; id: string }>(
    `select 'r' as kind, nextval(pg_get_serial_sequence('rec.r${app.id}', 'id')) as id from generate_series(1, $1::integer)
     union all select 'n', nextval('rec.n${app.id}') from generate_series(1, $2::integer)`,
    [records, rows],
  );
  const ids = (kind: string) => found.filter((row) => row.kind === kind).map(({ id }) => id);
  return { records: ids("r"), rows: ids("n") };
}

/** Inserts the records with history, search rows and events, in one statement. */
export async function insertRows(
  tx: Transaction,
  app: DeployedApp,
  rows: readonly RowToWrite[],
  { by, at }: Author,
  events: RowEvents,
): Promise<void> {
  const fields = ownFields(app);
  const { names } = writtenColumns(fields);
  const authors = storedFields(app).filter(({ fieldType }) => authorColumns.has(fieldType.systemColumn ?? ""));
  const authored = (column: string, otherwise: string) =>
    authors.some((field) => field.column === column) ? `coalesce(v.${column}, ${otherwise})` : otherwise;
  await tx.execute(
    `with v as (${recordset([...fields, ...authors])}),
     i as (
       insert into rec.r${app.id} (id, created_at, updated_at, created_by, updated_by, rev, acl${list(names)})
       select id, ${authored("created_at", "$2")}, ${authored("updated_at", "$2")}, ${authored("created_by", "$3")},
              ${authored("updated_by", "$3")}, 1, acl${list(names)} from v
     ), ${sideRows(app, "v")}
     select`,
    [jsonOf([...fields, ...authors], rows, events), at, by, "added", events.type],
    { name: `insert-r${app.id}-${app.revision}` },
  );
  tx.wake("outbox");
}

/**
 * Updates `fields` of the records with history, search rows and events, in one statement.
 *
 * @returns how many records still had the revision that was read; all of them, because they are locked
 */
export async function updateRows(
  tx: Transaction,
  app: DeployedApp,
  fields: readonly DeployedField[],
  rows: readonly RowToWrite[],
  { by, at }: Author,
  events: RowEvents,
  { kind, step }: Change = { kind: "edited", step: 1 },
): Promise<number> {
  const { assignments } = writtenColumns(fields);
  const text = `with v as (${recordset(fields)}),
     u as (
       update rec.r${app.id} r set updated_at = $2, updated_by = $3, rev = v.rev + ${step}, acl = v.acl${list(assignments)}
       from v where r.id = v.id and r.rev = v.rev returning r.id
     ), ${sideRows(app, "v join u using (id)", step)}
     select count(*) as count from u`;
  const values = [jsonOf(fields, rows, events), at, by, kind, events.type];
  const [counted] = await tx.query<{ count: string }>(text, values, statementName(text));
  tx.wake("outbox");
  return Number(counted!.count);
}

/** Puts the records into the bin; history keeps their values too. One statement; returns how many still had the revision read. */
export async function deleteRows(
  tx: Transaction,
  app: DeployedApp,
  rows: readonly Pick<RowToWrite, "id" | "revision" | "diff">[],
  { by, at }: Author,
): Promise<number> {
  const [counted] = await tx.query<{ count: string }>(
    `with v as (select * from jsonb_to_recordset($1::jsonb) as v(id bigint, rev integer, diff jsonb)),
     d as (delete from rec.r${app.id} r using v where r.id = v.id and r.rev = v.rev returning r.*),
     b as (
       insert into bin (app_id, record_id, deleted_at, deleted_by, record) select ${app.id}, d.id, $2, $3, to_jsonb(d) from d
     ),
     h as (
       insert into history (app_id, record_id, revision, at, by_user, kind, diff)
       select ${app.id}, v.id, v.rev + 1, $2, $3, 'deleted', v.diff from v join d using (id)
     )
     select count(*) as count from d`,
    [JSON.stringify(rows.map(({ id, revision, diff }) => ({ id, rev: revision, diff }))), at, by],
    { name: `delete-r${app.id}` },
  );
  return Number(counted!.count);
}

/** The records of these ids whose `field` already holds one of the values, for "no duplicates" and update keys. */
export interface Holder {
  field: number;
  id: string;
  value: string;
}

/** Who holds which of these values, for all fields at once in one statement. Values are compared as stored. */
export async function findHolders(
  tx: Transaction,
  app: DeployedApp,
  wanted: ReadonlyMap<DeployedField, readonly string[]>,
): Promise<readonly Holder[]> {
  const asked = [...wanted].filter(([, values]) => values.length > 0);
  if (asked.length === 0) return [];
  const parts = asked.map(([field], at) => {
    const { expression, type } = uniqueColumn(field, "r");
    // The input says which of the wanted values it was, because the column may write the same number otherwise.
    return `select ${field.id} as field, r.id, w.value from unnest($${at + 1}::text[]) as w(value)
            join rec.r${app.id} r on ${expression} = w.value::${type}`;
  });
  const rows = await tx.query<{ field: string; id: string; value: string }>(
    parts.join(" union all "),
    asked.map(([, values]) => values),
  );
  return rows.map((row) => ({ ...row, field: Number(row.field) }));
}

/** Columns of every record table that a save sets like a field's own. */
const processColumns: ReadonlySet<string> = new Set(["status", "assignees"]);

/** Columns that say who made a record, and when; an app may lack the fields that show them. */
const authorColumns: ReadonlySet<string> = new Set(["created_at", "updated_at", "created_by", "updated_by"]);

/** Fields that live in a column of their own, as opposed to the columns of every record table. */
function ownFields(app: DeployedApp): readonly DeployedField[] {
  return storedFields(app).filter(
    ({ fieldType: { systemColumn } }) => !systemColumn || processColumns.has(systemColumn),
  );
}

function recordset(fields: readonly DeployedField[]): string {
  return `select * from jsonb_to_recordset($1::jsonb) as v(
    place integer, id bigint, rev integer, acl integer[], diff jsonb, detail jsonb, txt text, grams integer[]${writtenColumns(fields).typed})`;
}

function sideRows(app: DeployedApp, from: string, step = 1): string {
  return `h as (
       insert into history (app_id, record_id, revision, at, by_user, kind, diff)
       select ${app.id}, v.id, v.rev + ${step}, $2, $3, $4, v.diff from ${from}
     ), s as (
       insert into rec.s${app.id} (id, txt, grams) select v.id, v.txt, v.grams from ${from} where v.txt is not null
       on conflict (id) do update set txt = excluded.txt, grams = excluded.grams
     ), e as (
       insert into event (at, type, app_id, record_id, revision, by_user, detail)
       select $2, $5, ${app.id}, v.id, v.rev + ${step}, $3, v.detail from ${from} order by v.place returning id
     ), o as (
       insert into outbox (event_id, not_before) select id, $2 from e
     )`;
}

function jsonOf(fields: readonly DeployedField[], rows: readonly RowToWrite[], { detailOf }: RowEvents): string {
  const { cells } = writtenColumns(fields);
  return JSON.stringify(
    rows.map(({ id, revision, acl, diff, txt, grams, values }, place) => ({
      ...{ place, id, rev: revision, acl, diff, detail: detailOf(place) ?? {}, txt, grams },
      ...cells(values),
    })),
  );
}

function list(columns: readonly string[]): string {
  return columns.map((column) => `, ${column}`).join("");
}

/** Which value of which column a failed write found taken, if that is why it failed. */
export function takenValue(error: unknown): { column: string; value: string } | undefined {
  const { code, detail = "", constraint = "" } = error as { code?: string; detail?: string; constraint?: string };
  const [, column] = (code === "23505" && /_u_(f\d+)$/.exec(constraint)) || [];
  const [, value] = /^Key .+?\)=\(([^]*)\) already exists/.exec(detail) ?? [];
  return column !== undefined && value !== undefined ? { column, value } : undefined;
}
