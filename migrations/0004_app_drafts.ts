import type { Knex } from "knex";

/** Settings of apps that are not live yet, what became of deploys, and what kintone's spaces know beside our own. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- the counter of settings: raised by every write to a draft, never lowered; a deploy lets app.revision catch up
    alter table app add column settings_revision integer not null default 0;
    update app set settings_revision = revision;
    -- SHA-256 of the shipped definition that was installed last, so that a start does not undo what people changed since
    alter table app add column pack_digest text;

    create table app_draft (
      app_id bigint primary key references app,
      revision integer not null,
      -- json, not jsonb: the order of fields and views counts
      definition json not null,
      -- codes in the draft to codes in the live revision, so that data follows a rename
      origins json not null,
      base_revision integer not null,
      updated_at timestamptz not null,
      updated_by integer references user_account
    );

    create table app_deploy (
      app_id bigint primary key references app,
      status text not null check (status in ('PROCESSING', 'SUCCESS', 'FAIL', 'CANCEL')),
      problems json not null default '[]',
      at timestamptz not null,
      by_user integer references user_account
    );

    alter table space add column created_by integer references user_account;
    alter table space add column updated_by integer references user_account;
    -- what kintone's space endpoints keep: settings, body, members
    alter table space add column settings json not null default '{}';
    alter table space add column members json not null default '[]';
    alter table space add column removed_at timestamptz;
  `);
}
