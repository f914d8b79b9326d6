import type { Knex } from "knex";

/** Since when nothing holds a file any more: for a while history still shows it, and an earlier revision brings it back. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table file add column removed_at timestamptz;
    update file set removed_at = now() where state = 'removed';
  `);
}
