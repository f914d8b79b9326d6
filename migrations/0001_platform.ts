import type { Knex } from "knex";

/** The platform's own tables. The tables of apps (`rec.*`) are made by deploys, never here. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema if not exists rec;

    -- one id space for users, organisations and groups, so that rec.r*.acl can hold all three
    create sequence principal_id as integer;

    create table organization (
      id integer primary key default nextval('principal_id'),
      code text not null unique,
      name text not null,
      parent_id integer references organization,
      description text not null default '',
      sort integer not null default 0,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    create index on organization (parent_id);

    create table user_account (
      id integer primary key default nextval('principal_id'),
      code text not null unique,
      name text not null,
      email text not null default '',
      phone text not null default '',
      locale text not null default 'ja',
      timezone text not null default 'Asia/Tokyo',
      is_administrator boolean not null default false,
      status text not null default 'active' check (status in ('active', 'suspended')),
      primary_organization_id integer references organization,
      password_hash text,
      must_change_password boolean not null default true,
      mail_notifications text not null default 'to-me' check (mail_notifications in ('none', 'to-me', 'all')),
      preferences jsonb not null default '{}',
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    create table user_group (
      id integer primary key default nextval('principal_id'),
      code text not null unique,
      name text not null,
      description text not null default '',
      created_at timestamptz not null
    );

    create table user_organization (
      user_id integer not null references user_account,
      organization_id integer not null references organization,
      title text not null default '',
      primary key (user_id, organization_id)
    );
    create index on user_organization (organization_id);

    create table user_group_member (
      user_id integer not null references user_account,
      group_id integer not null references user_group,
      primary key (user_id, group_id)
    );
    create index on user_group_member (group_id);

    -- raised by every change of the five tables above; caches compare it
    create table directory_version (one boolean primary key default true check (one), version bigint not null default 1);
    insert into directory_version default values;

    create table password_history (
      user_id integer not null references user_account,
      hash text not null,
      set_at timestamptz not null,
      primary key (user_id, set_at)
    );

    -- wrong passwords, counted per account and certificate, so that a stranger cannot lock somebody out
    create table login_failure (
      account text not null,
      fingerprint text not null,
      failures integer not null,
      window_started_at timestamptz not null,
      locks integer not null default 0,
      locked_until timestamptz,
      primary key (account, fingerprint)
    );

    create table certificate (
      id bigint generated always as identity primary key,
      user_id integer not null references user_account,
      serial text not null unique,
      fingerprint text unique,
      status text not null check (status in ('issuing', 'active', 'revoked', 'superseded')),
      device_name text not null default '',
      key_type text not null,
      not_before timestamptz not null,
      not_after timestamptz not null,
      issued_at timestamptz not null,
      issued_by integer references user_account,
      revoked_at timestamptz,
      revoked_by integer references user_account,
      revocation_reason text,
      last_used_at timestamptz
    );
    create index on certificate (user_id);

    create table enrolment (
      id bigint generated always as identity primary key,
      user_id integer not null references user_account,
      token_hash bytea not null unique,
      secret_hash text not null,
      device_name text not null default '',
      created_at timestamptz not null,
      created_by integer references user_account,
      expires_at timestamptz not null,
      failures integer not null default 0,
      claimed_at timestamptz,
      cancelled_at timestamptz,
      certificate_id bigint references certificate
    );
    create index on enrolment (user_id);
    create unique index on enrolment (user_id) where claimed_at is null and cancelled_at is null;

    create table session (
      id_hash bytea primary key,
      user_id integer not null references user_account,
      fingerprint text not null,
      csrf_token text not null,
      user_agent text not null default '',
      created_at timestamptz not null,
      seen_at timestamptz not null,
      expires_at timestamptz not null
    );
    create index on session (user_id);
    create index on session (fingerprint);

    create table space (
      id bigint generated always as identity primary key,
      code text not null unique,
      name text not null,
      definition jsonb not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    create table announcement (
      id bigint generated always as identity primary key,
      space_id bigint not null references space,
      title text not null,
      body text not null,
      is_important boolean not null default false,
      published_at timestamptz not null,
      published_by integer references user_account,
      updated_at timestamptz not null,
      removed_at timestamptz
    );
    create index on announcement (space_id, published_at desc);

    create table announcement_read (
      announcement_id bigint not null references announcement,
      user_id integer not null references user_account,
      read_at timestamptz not null,
      primary key (announcement_id, user_id)
    );

    create table thread (
      id bigint generated always as identity primary key,
      space_id bigint not null references space,
      name text not null,
      body text not null default '',
      created_at timestamptz not null,
      created_by integer references user_account,
      last_comment_at timestamptz
    );
    create index on thread (space_id);

    create table thread_comment (
      id bigint generated always as identity primary key,
      thread_id bigint not null references thread,
      text text not null,
      mentions jsonb not null default '[]',
      created_at timestamptz not null,
      created_by integer not null references user_account,
      deleted_at timestamptz
    );
    create index on thread_comment (thread_id, id desc);

    create table app (
      id bigint generated always as identity primary key,
      code text not null unique,
      space_id bigint references space,
      revision integer not null default 0,
      created_at timestamptz not null,
      created_by integer references user_account,
      updated_at timestamptz not null,
      updated_by integer references user_account,
      removed_at timestamptz
    );

    create table app_revision (
      app_id bigint not null references app,
      revision integer not null,
      definition json not null,
      physical jsonb not null,
      deployed_at timestamptz not null,
      deployed_by integer references user_account,
      primary key (app_id, revision)
    );

    -- changed fields per revision of a record; partitions by year, so that retention drops whole partitions
    create table history (
      app_id bigint not null,
      record_id bigint not null,
      revision integer not null,
      at timestamptz not null,
      by_user integer,
      kind text not null check (kind in ('added', 'edited', 'deleted', 'restored', 'status-changed')),
      diff jsonb not null
    ) partition by range (at);
    create index on history (app_id, record_id, revision);
    create table history_before partition of history for values from (minvalue) to ('2026-01-01Z');
    create table history_2026 partition of history for values from ('2026-01-01Z') to ('2027-01-01Z');
    create table history_2027 partition of history for values from ('2027-01-01Z') to ('2028-01-01Z');
    create table history_2028 partition of history for values from ('2028-01-01Z') to ('2029-01-01Z');
    create table history_later partition of history for values from ('2029-01-01Z') to (maxvalue);

    create table comment_head (
      app_id bigint not null,
      record_id bigint not null,
      last_id integer not null,
      primary key (app_id, record_id)
    );
    create table comment (
      app_id bigint not null,
      record_id bigint not null,
      id integer not null,
      text text not null,
      mentions jsonb not null default '[]',
      created_at timestamptz not null,
      created_by integer not null references user_account,
      deleted_at timestamptz,
      primary key (app_id, record_id, id)
    );

    create table event (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      type text not null,
      app_id bigint,
      record_id bigint,
      revision integer,
      comment_id integer,
      by_user integer,
      detail jsonb not null default '{}'
    );
    create index on event (app_id, record_id);

    -- events still to be handed to their followers; a row goes in the transaction that has done its work
    create table outbox (
      event_id bigint primary key references event,
      attempts integer not null default 0,
      not_before timestamptz not null,
      last_error text
    );
    create index on outbox (not_before, event_id);

    create table notification (
      id bigint generated always as identity primary key,
      event_id bigint not null references event,
      user_id integer not null references user_account,
      reason text not null,
      is_to_me boolean not null,
      title text not null default '',
      app_id bigint,
      record_id bigint,
      comment_id integer,
      thread_id bigint,
      announcement_id bigint,
      by_user integer,
      created_at timestamptz not null,
      read_at timestamptz,
      flagged_at timestamptz,
      unique (event_id, user_id)
    );
    create index on notification (user_id, id desc);
    create index on notification (user_id) where read_at is null;

    create table mail (
      id bigint generated always as identity primary key,
      key text not null unique,
      to_address text not null,
      to_user integer references user_account,
      subject text not null,
      text text not null,
      -- secrets leave with the mail: the text is erased once it is sent when this is set
      is_secret boolean not null default false,
      created_at timestamptz not null,
      state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
      attempts integer not null default 0,
      not_before timestamptz not null,
      sent_at timestamptz,
      last_error text
    );
    create index on mail (not_before) where state = 'queued';
    create index on mail (id desc);

    create table file (
      key text primary key,
      state text not null check (state in ('uploaded', 'stored', 'removed')),
      name text not null,
      content_type text not null,
      size_bytes bigint not null,
      sha256 text not null,
      storage_name text not null unique,
      uploaded_by integer references user_account,
      uploaded_at timestamptz not null,
      app_id bigint,
      record_id bigint,
      field_id integer
    );
    create index on file (app_id, record_id);
    create index on file (uploaded_at) where state = 'uploaded';

    create table draft (
      user_id integer not null references user_account,
      app_id bigint not null references app,
      record_id bigint not null default 0,
      revision integer,
      record jsonb not null,
      saved_at timestamptz not null,
      primary key (user_id, app_id, record_id)
    );
  `);
}

/** Going back would lose data; restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error("The platform's tables are not taken back; restore a backup instead."));
}
