import type { Knex } from "knex";

/** Cursors of kintone's API, and the bin of deleted records. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table cursor (
      id uuid primary key,
      user_id integer not null references user_account,
      app_id bigint not null references app,
      -- codes of the fields that were asked for; null for all
      fields text[],
      total integer not null,
      next_page integer not null default 0,
      expires_at timestamptz not null
    );
    create index on cursor (user_id);
    create index on cursor (expires_at);

    -- one row per page: a fetch reads its own ids and no others
    create table cursor_page (
      cursor_id uuid not null references cursor on delete cascade,
      page integer not null,
      ids bigint[] not null,
      primary key (cursor_id, page)
    );

    -- deleted records, whole as they lay in their table, until they are purged
    create table bin (
      app_id bigint not null references app,
      record_id bigint not null,
      deleted_at timestamptz not null,
      deleted_by integer,
      record jsonb not null,
      primary key (app_id, record_id)
    );
    create index on bin (deleted_at);
  `);
}

/** Going back would lose data; restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error("Deleted records are not thrown away; restore a backup instead."));
}
