import type { Knex } from "knex";

/** A group with a rule has no rows in user_group_member: its members follow from the rule when the directory is read. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table user_group add column rule jsonb");
}
