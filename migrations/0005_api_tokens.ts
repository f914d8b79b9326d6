import type { Knex } from "knex";

/** API tokens of apps: the secret only as its digest, and each tied to a person's certificates or to networks. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table api_token (
      id bigint generated always as identity primary key,
      token_hash bytea not null unique,
      app_id bigint not null references app,
      name text not null,
      rights text[] not null,
      -- the named service account under which the token adds, changes and comments
      account_id integer not null unique references user_account,
      bound_user_id integer references user_account,
      networks text[] not null default '{}',
      created_at timestamptz not null,
      created_by integer references user_account,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      revoked_by integer references user_account,
      check ((bound_user_id is null) = (networks <> '{}'))
    );
    create index on api_token (app_id);
  `);
}
