import type { Knex } from "knex";

/** Record tables that are being copied because they have used up their column numbers, and how far that has come. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table table_rebuild (
      app_id bigint primary key references app,
      -- records up to this id are copied
      done_to bigint not null default 0
    );
  `);
}
