import type { Knex } from "knex";

/** How many mails somebody got within the hour is asked before each one about a record. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("create index mail_to_user on mail (to_user, created_at)");
}
