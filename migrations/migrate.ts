import { readdir } from "node:fs/promises";
import knex, { type Knex } from "knex";
import pg from "pg";

/** Where knex notes which migrations ran. A schema of its own, so that the web role cannot touch the notes. */
const schemaName = "migration";

/**
 * Runs the migrations that have not run yet, in the order of their names, each in a transaction of its own.
 * Safe to call from several processes at once, and after one was killed in the middle.
 *
 * @param folder - files `0001_what-it-does.ts` that export `up(knex)`
 */
export async function migrate(ownerUrl: string, folder = new URL("./", import.meta.url)): Promise<void> {
  const lock = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await lock.connect();
  const runner = knex({
    client: "pg",
    connection: ownerUrl,
    pool: { min: 0, max: 1 },
    migrations: { migrationSource: migrationsIn(folder), schemaName },
  });
  try {
    // Held until its connection ends, so a lock row of knex that is found now was left by a killed process.
    await lock.query("select pg_advisory_lock(hashtext('madoguchi migration'))");
    await lock.query(`create schema if not exists ${schemaName}`);
    await runner.migrate.forceFreeMigrationsLock();
    await runner.migrate.latest();
  } finally {
    await runner.destroy();
    await lock.end();
  }
}

function migrationsIn(folder: URL): Knex.MigrationSource<string> {
  return {
    getMigrations: async () => (await readdir(folder)).filter((file) => /^\d{4}_[\w-]+\.ts$/.test(file)).sort(),
    getMigrationName: (file) => file.replace(/\.ts$/, ""),
    getMigration: async (file) => {
      const { up } = (await import(new URL(file, folder).href)) as Pick<Knex.Migration, "up">;
      return { up, down: () => Promise.reject(new Error("Migrations only go forward; restore a backup instead.")) };
    },
  };
}
