import type { Knex } from "knex";

/** Apps whose stored calculations are older than their formulas, and how far the work on them has come. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table recalculation (
      app_id bigint primary key references app,
      -- records up to this id are done
      done_to bigint not null default 0
    );
  `);
}
