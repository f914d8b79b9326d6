import type { Knex } from "knex";

/** New people have chosen no language: pages and mails are Japanese, programs are answered as they ask. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table user_account alter column locale set default 'auto'");
}
