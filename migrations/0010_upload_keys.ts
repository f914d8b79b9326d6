import type { Knex } from "knex";

/** An upload has a key of its own: spent by the save that attaches the file, which from then on goes by its other key. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table file add column upload_key text unique;
    update file set upload_key = key where state = 'uploaded';
  `);
}
