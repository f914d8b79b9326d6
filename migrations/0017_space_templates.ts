import type { Knex } from "knex";

/** Spaces that were saved so that new ones can be made from them, without members and records. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table space_template (
      id bigint generated always as identity primary key,
      name text not null,
      description text not null default '',
      -- settings of the space, its threads, and the portable definitions of its apps
      content json not null,
      created_at timestamptz not null,
      created_by integer references user_account,
      removed_at timestamptz
    );
  `);
}
