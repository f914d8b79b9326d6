import type { Knex } from "knex";

/** Since when records are to be filled in: writers who began before that may not have known what a deploy changed. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table recalculation add column asked_at timestamptz not null default clock_timestamp()");
}
