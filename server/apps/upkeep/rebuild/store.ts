import type { Transaction } from "../../../database.ts";
import type { AppIndex } from "../../app-indexes.ts";
import type { DeployedApp } from "../../deployed-app.ts";
import { keepTrigger, type Projection } from "../../deploy/projections.ts";
import { createIndexes } from "../../deploy/store.ts";

/** `r12_updated` belongs to the table in use, `x12_updated` to its copy. */
const inCopy = (name: string) => name.replace(/^r/, "x");

/** Makes the empty copy with its indexes, and the trigger that keeps it; goes on with one that still fits. */
export async function beginCopy(tx: Transaction, { id }: DeployedApp, indexes: readonly AppIndex[]): Promise<void> {
  const app = BigInt(id);
  const columns = await readColumns(tx, `r${app}`);
  const copied = await readColumns(tx, `x${app}`);
  if (copied.length > 0 && columns.join() === copied.join()) return;

  await tx.execute(`drop trigger if exists copy on rec.r${app}`);
  await tx.execute(`drop table if exists rec.x${app}`);
  await tx.execute("delete from table_rebuild where app_id = $1", [id]);
  await tx.execute(`create table rec.x${app} (like rec.r${app} including defaults including identity)`);
  await tx.execute(`alter table rec.x${app} add constraint x${app}_pkey primary key (id)`);
  await createIndexes(
    tx,
    indexes
      .filter(({ table }) => table === `r${app}`)
      .map((index) => ({ ...index, name: inCopy(index.name), table: inCopy(index.table) })),
  );
  const names = columns.map((column) => column.split(" ")[0]!);
  const assignments = names.map((name) => `${name} = excluded.${name}`).join(", ");
  await tx.execute(
    `create or replace function rec.copy${app}() returns trigger language plpgsql security definer set search_path = ''
     as $copy$ begin
       if tg_op = 'DELETE' then
         delete from rec.x${app} where id = old.id;
       else
         insert into rec.x${app} (${names.join(", ")}) values (${names.map((name) => `new.${name}`).join(", ")})
         on conflict (id) do update set ${assignments};
       end if;
       return null;
     end $copy$`,
  );
  await tx.execute(
    `create trigger copy after insert or update or delete on rec.r${app} for each row execute function rec.copy${app}()`,
  );
  await tx.execute("insert into table_rebuild (app_id) values ($1)", [id]);
}

/**
 * Copies the next records. They are locked, so that a save of one of them waits for its copy instead of missing it.
 *
 * @returns false at the end
 */
export async function copyBatch(tx: Transaction, id: string, limit: number): Promise<boolean> {
  const app = BigInt(id);
  const names = (await readColumns(tx, `r${app}`)).map((column) => column.split(" ")[0]!).join(", ");
  const [row] = await tx.query<{ count: string }>(
    `with page as (
       select ${names} from rec.r${app} where id > (select done_to from table_rebuild where app_id = $1)
       order by id limit $2 for share
     ), copied as (
       insert into rec.x${app} (${names}) select ${names} from page on conflict (id) do nothing
     ), moved as (
       update table_rebuild set done_to = (select max(id) from page) where app_id = $1 and exists (select from page)
     )
     select count(*) as count from page`,
    [id, limit],
  );
  return Number(row!.count) === limit;
}

/** Puts the copy in the place of the table, with its names and its numbers. */
export async function putInPlace(
  tx: Transaction,
  { id }: DeployedApp,
  indexes: readonly AppIndex[],
  projections: readonly Pick<Projection, "table" | "isInExt">[],
): Promise<void> {
  const app = BigInt(id);
  await tx.execute(`lock table rec.r${app} in access exclusive mode`);
  // Numbers are drawn without any lock: those that saves draw until the commit must not come a second time.
  await tx.execute(
    `select setval(pg_get_serial_sequence('rec.x${app}', 'id'), nextval(pg_get_serial_sequence('rec.r${app}', 'id')) + 1000)`,
  );
  await tx.execute(`alter table rec.s${app} drop constraint s${app}_id_fkey`);
  await tx.execute(`drop table rec.r${app}`);
  await tx.execute(`drop function rec.copy${app}()`);
  await tx.execute(`alter table rec.x${app} rename to r${app}`);
  await tx.execute(`alter sequence rec.x${app}_id_seq rename to r${app}_id_seq`);
  const names = indexes.filter(({ table }) => table === `r${app}`).map(({ name }) => name);
  for (const name of [`r${app}_pkey`, ...names]) {
    await tx.execute(`alter index if exists rec.${inCopy(name)} rename to ${name}`);
  }
  await tx.execute(
    `alter table rec.s${app} add constraint s${app}_id_fkey foreign key (id) references rec.r${app} on delete cascade not valid`,
  );
  for (const projection of projections) await tx.execute(keepTrigger(id, projection.table, projection.isInExt));
  await tx.execute("delete from table_rebuild where app_id = $1", [id]);
}

/** What may take its time, once the table is in use. */
export async function finish(tx: Transaction, id: string): Promise<void> {
  const app = BigInt(id);
  await tx.execute(`alter table rec.s${app} validate constraint s${app}_id_fkey`);
  await tx.execute(`analyze rec.r${app}`);
}

/** Columns of a table as `name type`, in order; none when there is no such table. */
async function readColumns(tx: Transaction, table: string): Promise<readonly string[]> {
  const rows = await tx.query<{ column: string }>(
    `select attname || ' ' || format_type(atttypid, atttypmod) as column from pg_attribute
     where attrelid = to_regclass('rec.' || $1::text) and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return rows.map(({ column }) => column);
}
