import type { Knex } from "knex";

/** Up to when an app's reminders have been worked out. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table reminder_run (app_id bigint primary key references app, done_until timestamptz not null);
  `);
}
