import { measured, options, searched, words } from "./bench-app.ts";
import { createMissingIndexes } from "../../server/apps/deploy/store.ts";
import { indexesOf } from "../../server/apps/app-indexes.ts";
import type { DeployedApp, DeployedField } from "../../server/apps/deployed-app.ts";
import { transaction, type Database, type Transaction } from "../../server/database.ts";
import { aclFields } from "../../server/permissions/acl-fields.ts";
import { columnTypes } from "../../server/query/column-kinds.ts";
import type { Stored } from "../../server/query/condition.ts";
import { grams } from "../../server/query/grams.ts";
import { searchText } from "../../server/query/search-text.ts";

/** How many different records there are; the rest repeat them with other numbers, days and organisations. A prime. */
const different = 9_973;
/** How many records the measured hospital sees in an app of any size. */
export const visibleCount = 1_000;

/** The people and organisations of the measurement. */
export interface Institutions {
  /** The hospital of the restricted viewer. */
  readonly hospital: number;
  /** All hospitals but that one. */
  readonly others: readonly number[];
  /** The person whom the field 担当者 names. */
  readonly person: number;
}

/** A ministry over 47 prefectures over the other of 2,000 organisations, with a member of one hospital and a secretary. */
export async function seedInstitutions(database: Database): Promise<Institutions> {
  return transaction(database.owner, async (tx) => {
    await tx.execute(
      `insert into organization (code, name, created_at, updated_at) values ('ministry', '省', now(), now())`,
    );
    await tx.execute(`insert into organization (code, name, parent_id, created_at, updated_at)
      select 'prefecture-' || n, '県' || n, (select id from organization where code = 'ministry'), now(), now()
      from generate_series(1, 47) n`);
    await tx.execute(`insert into organization (code, name, parent_id, created_at, updated_at)
      select 'hospital-' || n, '第' || n || '病院',
             (select id from organization where code = 'prefecture-' || 1 + n % 47), now(), now()
      from generate_series(1, 1952) n`);
    await tx.execute(`insert into user_group (code, name, created_at) values ('secretariat', '事務局', now())
      on conflict (code) do nothing`);
    await tx.execute(`insert into user_account
        (code, name, is_administrator, must_change_password, primary_organization_id, created_at, updated_at) values
      ('bench-hospital', '病院の人', false, false, (select id from organization where code = 'hospital-1'), now(), now()),
      ('bench-secretary', '事務局の人', true, false, null, now(), now())`);
    await tx.execute(`insert into user_organization (user_id, organization_id)
      select id, primary_organization_id from user_account where code = 'bench-hospital'`);
    await tx.execute(`insert into user_group_member (user_id, group_id)
      select u.id, g.id from user_account u, user_group g where u.code = 'bench-secretary' and g.code = 'secretariat'`);
    await tx.execute("update directory_version set version = version + 1");
    const hospitals = await tx.rows<{ id: number; code: string }>(
      "select id, code from organization where code like 'hospital-%' order by id",
    );
    const [person] = await tx.rows<{ id: number }>("select id from user_account where code = 'bench-secretary'");
    const [hospital, ...others] = hospitals;
    return { hospital: hospital!.id, others: others.map(({ id }) => id), person: person!.id };
  });
}

/**
 * Fills the app's tables with `count` records as the engine would have written them: search rows made by its own
 * functions, `acl` of the organisation that the record names, indexes made after the rows.
 */
export async function seedRecords(
  database: Database,
  app: DeployedApp,
  count: number,
  { hospital, others, person }: Institutions,
): Promise<void> {
  const fields = [...app.fields.values()].filter(({ column, fieldType }) => column !== null && !fieldType.systemColumn);
  const columns = fields.map(({ column }) => column!);
  const varied = variations(app);
  await transaction(database.owner, async (tx) => {
    await tx.execute("set local session_replication_role = replica");
    await tx.execute("set local synchronous_commit = off");
    for (const { name } of indexesOf(app)) await tx.execute(`drop index rec.${name}`);
    await insertPool(tx, app, fields, person, (count / visibleCount) % different);
    await tx.execute(
      `insert into rec.r${app.id} (id, created_at, updated_at, created_by, updated_by, rev, acl, ${columns.join(", ")})
       select n, moment, moment, $4, $4, 1, organization,
              ${columns.map((column) => varied.get(column) ?? `p.${column}`).join(", ")}
       from (
         select n, timestamptz '2026-11-01 00:00Z' - ($1 - n) * interval '20 seconds' as moment,
                array[case when n % ($1 / ${visibleCount}) = 0 then $2 else ($3::integer[])[1 + n * 31 % ${others.length}] end]
                  as organization
         from generate_series(1, $1::integer) n
       ) as v join pool p on p.id = n % ${different} order by n`,
      [count, hospital, others, person],
    );
    await tx.execute(
      `insert into rec.s${app.id} (id, txt, grams) select n, p.txt, p.grams
       from generate_series(1, $1::integer) n join pool p on p.id = n % ${different} order by n`,
      [count],
    );
    await tx.execute(`select setval(pg_get_serial_sequence('rec.r${app.id}', 'id'), $1)`, [count]);
    await tx.execute("drop table pool");
  });
  await createMissingIndexes(database.owner, indexesOf(app));
  for (const table of ["r", "s"]) await database.owner.query(`vacuum (analyze) rec.${table}${app.id}`);
}

/** What differs between records that share their texts, by column; `n` is the record's number. */
function variations(app: DeployedApp): ReadonlyMap<string, string> {
  const of = (code: string) => app.fields.get(code)!;
  const column = (code: string) => of(code).column!;
  const [guarding, ...rest] = aclFields(app);
  if (!guarding || rest.length > 0) throw new Error("The seeded column acl holds the organisation and nothing else.");
  const choice = of(measured.choice);
  const ids = options.choice.map((name) => choice.optionIds.get(name)!).join(", ");
  return new Map([
    [guarding.column!, "organization"],
    [column(measured.number), "n * 37 % 100000"],
    [column(measured.day), "date '2024-01-01' + n * 13 % 1000"],
    [column(measured.choice), `(array[${ids}]::smallint[])[1 + n * 7 / 5 % 5]`],
  ]);
}

/** @param rare - the only record with the rare word */
async function insertPool(
  tx: Transaction,
  app: DeployedApp,
  fields: readonly DeployedField[],
  person: number,
  rare: number,
) {
  const columns = fields.map(({ column, fieldType }) => `${column} ${columnTypes[fieldType.column!]}`).join(", ");
  await tx.execute(`create temporary table pool (id integer, ${columns}, txt text, grams integer[])`);
  for (let from = 0; from < different; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, different - from) }, (_, at) =>
      poolRow(app, fields, { id: from + at, person, rare }),
    );
    await tx.execute(
      `insert into pool select * from jsonb_to_recordset($1::jsonb) as p(id integer, ${columns}, txt text, grams integer[])`,
      [JSON.stringify(rows)],
    );
  }
}

function poolRow(
  app: DeployedApp,
  fields: readonly DeployedField[],
  { id, person, rare }: { id: number; person: number; rare: number },
): object {
  const chance = chanceOf(id + 1);
  const values = new Map<number, Stored>(fields.map((field) => [field.id, storedOf(field, chance, person)]));
  if (id === rare) values.set(app.fields.get(measured.text)!.id, `${searched.rare}の届出`);
  const txt = searchText(app, (field) => values.get(field.id) ?? null);
  const cells = fields.map((field) => [field.column!, values.get(field.id) ?? null]);
  return { id, ...Object.fromEntries(cells), txt, grams: grams(txt) };
}

/** A stored value of the field, as the engine keeps it (condition.ts, `Stored`). */
function storedOf(field: DeployedField, chance: () => number, person: number): Stored {
  const ids = [...field.optionIds.values()];
  switch (field.fieldType.column) {
    case "text":
      return field.property.type === "MULTI_LINE_TEXT" ? textOf(chance, 8) : textOf(chance, 2);
    case "numeric":
      return String(Math.floor(chance() * 1_000_000) / 100);
    case "date":
      return dayOf(chance);
    case "time":
      return `${two(chance() * 24)}:${two(chance() * 60)}`;
    case "timestamp":
      return `${dayOf(chance)}T${two(chance() * 24)}:${two(chance() * 60)}:00Z`;
    case "option":
      return ids[Math.floor(chance() * ids.length)]!;
    case "options":
      return ids.slice(0, 1 + Math.floor(chance() * ids.length));
    case "principals":
      return field.property.type === "USER_SELECT" ? [person] : null;
    default:
      return null;
  }
}

function textOf(chance: () => number, count: number): string {
  // The n-th word comes about 1/n as often as the first.
  const pick = () => words[Math.floor(words.length ** chance()) - 1]!;
  return Array.from({ length: count }, pick).join("の");
}

function dayOf(chance: () => number): string {
  return `20${20 + Math.floor(chance() * 7)}-${two(1 + chance() * 12)}-${two(1 + chance() * 28)}`;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}

/** The same row of numbers in [0, 1) for the same start, so that every run measures the same records (mulberry32). */
function chanceOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
