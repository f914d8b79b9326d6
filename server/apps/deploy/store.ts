import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { Pool, Transaction } from "../../database.ts";
import { columnTypes } from "../../query/column-kinds.ts";
import { uniqueColumn } from "../../query/stored-column.ts";
import type { AppIndex } from "../app-indexes.ts";
import type { DeployedField } from "../deployed-app.ts";
import { dropProjection, renderProjection } from "./projections.ts";
import type { Ddl, DeployPlan, LiveRevision } from "./plan-deploy.ts";

/** How long a deploy may hold up writers that queue behind it; then it steps back and tries again. */
const lockTimeout = "50ms";

/**
 * Runs `work` while nobody else runs it in any process; undefined when somebody does. The lock is a connection's, so it
 * ends with a killed process.
 */
export async function tryExclusively<Result>(
  pool: Pool,
  work: () => Promise<Result>,
): Promise<{ result: Result } | undefined> {
  const client = await pool.connect();
  let isBroken = false;
  const markBroken = () => {
    isBroken = true;
  };
  client.on("error", markBroken);
  try {
    const key = "hashtext('madoguchi deploy')";
    const { rows } = await client.query<{ held: boolean }>(`select pg_try_advisory_lock(${key}) as held`);
    if (!rows[0]!.held) return undefined;
    try {
      return { result: await work() };
    } finally {
      await client.query(`select pg_advisory_unlock(${key})`).catch(markBroken);
    }
  } finally {
    client.off("error", markBroken);
    client.release(isBroken);
  }
}

/** One publication at a time, whatever the process; from then on every lock is waited for only briefly. */
export async function lockPublishing(tx: Transaction): Promise<void> {
  await tx.execute("select pg_advisory_xact_lock(hashtext('madoguchi publish'))");
  await tx.execute(`set local lock_timeout = '${lockTimeout}'`);
}

/** Whether a statement gave up waiting for a lock, or in a deadlock, so that the whole may be tried again. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "55P03" || error.code === "40P01");
}

/**
 * Removes columns that a killed deploy added and nobody published, as their names are given again.
 *
 * @param prepared - `app.column` of columns that this deploy has added itself
 */
export async function dropLeftovers(tx: Transaction, plan: DeployPlan, prepared: ReadonlySet<string>): Promise<void> {
  if (!plan.before || plan.ddl.length === 0) return;
  const app = BigInt(plan.app);
  const { fields, parked } = plan.before;
  const known = new Set([...Object.values(fields), ...Object.keys(parked)].map((id) => `f${id}`));
  const columns = await tx.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = 'rec.r${app}'::regclass and attnum > 0 and not attisdropped and attname ~ '^f[0-9]+$'`,
  );
  const leftovers = columns.filter(({ name }) => !known.has(name) && !prepared.has(`${plan.app}.${name}`));
  for (const { name } of leftovers) await tx.execute(`alter table rec.r${app} drop column ${name}`);
}

/** An app by its code, with its live revision if it was ever deployed. */
export interface KnownApp {
  id: string;
  space_id: string | null;
  created_at: Date;
  created_by: number | null;
  settings_revision: number;
  pack_digest: string | null;
  live: LiveRevision | null;
}

/** Finds the app of this code or makes it; removed apps come back. */
export async function findOrInsertApp(tx: Transaction, code: string, by: number | null, at: Date): Promise<KnownApp> {
  const [app] = await tx.rows<Omit<KnownApp, "live"> & { revision: number }>(
    `insert into app (code, created_at, created_by, updated_at, updated_by) values ($1, $2, $3, $2, $3)
     on conflict (code) do update set removed_at = null
     returning id, space_id, revision, created_at, created_by, settings_revision, pack_digest`,
    [code, at, by],
  );
  const [live] = await tx.rows<LiveRevision>(
    "select revision, definition, physical from app_revision where app_id = $1 and revision = $2",
    [app!.id, app!.revision],
  );
  return { ...app!, live: live ?? null };
}

/** Moves the app to a space (null: to none). */
export async function updateAppSpace(tx: Transaction, app: string, space: string | null, at: Date): Promise<void> {
  await tx.execute("update app set space_id = $2, updated_at = $3 where id = $1", [app, space, at]);
}

/** Notes which shipped definition was installed last. */
export async function updatePackDigest(tx: Transaction, app: string, digest: string): Promise<void> {
  await tx.execute("update app set pack_digest = $2 where id = $1", [app, digest]);
}

/** Takes the draft away that becomes live with this transaction, and notes the success. */
export async function finishDraft(tx: Transaction, app: string, by: number | null, at: Date): Promise<void> {
  await tx.execute(
    `with gone as (delete from app_draft where app_id = $1)
     insert into app_deploy (app_id, status, at, by_user) values ($1, 'SUCCESS', $3, $2)
     on conflict (app_id) do update set status = 'SUCCESS', problems = '[]', at = excluded.at, by_user = excluded.by_user`,
    [app, by, at],
  );
}

/** Publishes the planned revision; from the commit on it is the one that everybody works with. */
export async function insertRevision(tx: Transaction, plan: DeployPlan, by: number | null, at: Date): Promise<void> {
  await tx.execute(
    `with published as (
       insert into app_revision (app_id, revision, definition, physical, deployed_at, deployed_by)
       values ($1, $2, $3, $4, $5, $6)
     ) update app set revision = $2, settings_revision = greatest(settings_revision, $2), updated_at = $5, updated_by = $6
       where id = $1`,
    [plan.app, plan.revision, JSON.stringify(plan.definition), JSON.stringify(plan.physical), at, by],
  );
}

/** The live definitions of all other apps, and their drafts. */
export function readOtherDefinitions(tx: Transaction, apps: readonly string[]) {
  return tx.rows<{ app_id: string; definition: AppDefinition; isDraft: boolean }>(
    `select a.id as app_id, r.definition, false as "isDraft"
     from app a join app_revision r on r.app_id = a.id and r.revision = a.revision where a.id <> all($1::bigint[])
     union all
     select app_id, definition, true from app_draft where app_id <> all($1::bigint[])`,
    [apps],
  );
}

/** Keeps a definition in which only names have followed; its revision stays, and whoever keeps it reads it anew. */
export async function updateDefinition(
  tx: Transaction,
  app: string,
  definition: AppDefinition,
  isDraft: boolean,
): Promise<void> {
  if (isDraft) {
    await tx.execute("update app_draft set definition = $2 where app_id = $1", [app, JSON.stringify(definition)]);
    return;
  }
  await tx.execute(
    `with touched as (update app set updated_at = updated_at + interval '1 millisecond' where id = $1 returning revision)
     update app_revision r set definition = $2 from touched where r.app_id = $1 and r.revision = touched.revision`,
    [app, JSON.stringify(definition)],
  );
}

/** Has the stored calculations of the app done anew, from the first record on, once the deploy is committed. */
export async function upsertRecalculation(tx: Transaction, app: string): Promise<void> {
  await tx.execute(
    `insert into recalculation (app_id) values ($1) on conflict (app_id) do update set done_to = 0, asked_at = clock_timestamp()`,
    [app],
  );
  await tx.execute("select pg_notify('recalculation', '')");
}

/** Carries out the planned changes of tables. */
export async function applyDdl(tx: Transaction, ddl: readonly Ddl[]): Promise<void> {
  for (const change of ddl) for (const statement of renderDdl(change)) await tx.execute(statement);
}

/** The statements of one change. Every identifier in them is made of numbers, never of text from a definition. */
export function renderDdl(change: Ddl): readonly string[] {
  const app = BigInt(change.app);
  if (change.kind === "keep-projection") return renderProjection(change.projection, change.isNew);
  if (change.kind === "drop-projection") return dropProjection(change.app, change.table);
  if (change.kind === "add-columns") {
    if (change.columns.length === 0) return [];
    return [
      `alter table rec.r${app} ${change.columns.map((c) => `add column if not exists ${c.name} ${columnTypes[c.column]}`).join(", ")}`,
    ];
  }
  return [
    `create table rec.r${app} (
       id bigint generated by default as identity primary key,
       created_at timestamptz not null, updated_at timestamptz not null, rev integer not null default 1,
       created_by integer, updated_by integer, status smallint, assignees integer[],
       acl integer[] not null default '{}', ext jsonb
     )`,
    `create table rec.s${app} (
       id bigint primary key references rec.r${app} on delete cascade, txt text not null, grams integer[] not null
     )`,
    `alter table rec.s${app} alter column grams set statistics 1000`,
    // Numbers of subtable rows: never reused, so that a late save cannot hit a newer row.
    `create sequence rec.n${app}`,
  ];
}

/** How many values of a field occur more than once; a unique index could not be made while there is one. */
export async function countDuplicates(tx: Transaction, app: string, field: DeployedField): Promise<number> {
  const { expression } = uniqueColumn(field, "r");
  const [row] = await tx.rows<{ count: number }>(
    `select count(*)::integer as count from (
       select from rec.r${BigInt(app)} r where ${expression} is not null group by ${expression} having count(*) > 1
     ) as duplicates`,
  );
  return row!.count;
}

/** Makes the indexes inside the transaction that made the (still empty) tables. */
export async function createIndexes(tx: Transaction, indexes: readonly AppIndex[]): Promise<void> {
  for (const index of indexes) await tx.execute(renderIndex(index, false));
}

/**
 * Makes the indexes that are missing, without stopping writers, after removing what a broken attempt left behind and
 * what the definition no longer asks for (a "no duplicates" that was lifted, above all).
 * May be called again at any time; each index is on its own.
 */
export async function createMissingIndexes(owner: Pool, indexes: readonly AppIndex[]): Promise<void> {
  const { rows } = await owner.query<{ name: string; valid: boolean }>(
    `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_class t on t.oid = i.indrelid
     where t.relnamespace = 'rec'::regnamespace and t.relname = any($1) and not i.indisprimary`,
    [[...new Set(indexes.map(({ table }) => table))]],
  );
  const wanted = new Set(indexes.map(({ name }) => name));
  for (const { name } of rows)
    if (!wanted.has(name)) await owner.query(`drop index concurrently if exists rec.${name}`);
  const valid = new Set(rows.filter((row) => row.valid).map(({ name }) => name));
  for (const index of indexes.filter(({ name }) => !valid.has(name))) await createIndexIfMissing(owner, index);
}

/** Names of the table's usable indexes. */
export async function readValidIndexes(tx: Transaction, table: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ name: string }>(
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_class t on t.oid = i.indrelid
     where t.relnamespace = 'rec'::regnamespace and t.relname = $1 and i.indisvalid`,
    [table],
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * Makes the index without stopping writers, in place of what a broken attempt left behind.
 *
 * @returns false when it is a unique one and there are duplicates; nothing is left of it then
 */
export async function createIndexIfMissing(owner: Pool, index: AppIndex): Promise<boolean> {
  const { rows } = await owner.query<{ valid: boolean }>(
    `select indisvalid as valid from pg_index
     where indexrelid = to_regclass('rec.' || quote_ident($1))`,
    [index.name],
  );
  if (rows[0]?.valid) return true;
  const drop = () => owner.query(`drop index concurrently if exists rec.${index.name}`);
  if (rows[0]) await drop();
  try {
    await owner.query(renderIndex(index, true));
    return true;
  } catch (error) {
    await drop();
    if ((error as { code?: string }).code === "23505") return false;
    throw error;
  }
}

function renderIndex({ name, table, isUnique, on }: AppIndex, concurrently: boolean): string {
  return `create ${isUnique ? "unique " : ""}index ${concurrently ? "concurrently " : ""}if not exists ${name} on rec.${table} ${on}`;
}

/** A space as its pack describes it; kept whole, because other parts read their own keys of it. */
export interface SpaceDefinition {
  code: string;
  name: string;
  /** Groups that the apps' rights name; made when they are missing. */
  groups?: readonly { code: string; name: string; description?: string }[];
  [key: string]: unknown;
}

/** Inserts or updates the space of this code and returns its id. */
export async function upsertSpace(tx: Transaction, space: SpaceDefinition, at: Date): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into space (code, name, definition, created_at, updated_at) values ($1, $2, $3, $4, $4)
     on conflict (code) do update set
       name = case when space.definition ->> 'name' = excluded.definition ->> 'name' then space.name else excluded.name end,
       definition = excluded.definition,
       updated_at = case when space.definition = excluded.definition then space.updated_at else excluded.updated_at end
     returning id`,
    [space.code, space.name, JSON.stringify(space), at],
  );
  return row!.id;
}
