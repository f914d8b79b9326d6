import type { Knex } from "knex";

/** Imports of people from CSV with their outcome; the file itself is not kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table user_import (
      id bigint generated always as identity primary key,
      type text not null,
      at timestamptz not null,
      by_user integer not null references user_account,
      row_count integer not null,
      -- empty: everything was taken over; otherwise nothing was
      problems jsonb not null
    );
  `);
}
