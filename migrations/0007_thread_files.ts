import type { Knex } from "knex";

/** Files that a comment in a thread holds. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table file add column thread_comment_id bigint references thread_comment;
    create index on file (thread_comment_id) where thread_comment_id is not null;
  `);
}
