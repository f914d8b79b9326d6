import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { Transaction } from "../../database.ts";
import type { DefinitionProblem } from "../deploy/definition-problem.ts";
import type { LiveRevision, Origins } from "../deploy/plan-deploy.ts";
import type { AppRow } from "../store.ts";

/** An app that is not removed, deployed or not. */
export interface ManagedRow extends AppRow {
  /** The counter of settings; equal to `revision` when nothing waits to be deployed. */
  settings_revision: number;
}

export interface DraftRow {
  revision: number;
  definition: AppDefinition;
  origins: Origins;
  base_revision: number;
}

const columns = `id, code, space_id, revision, settings_revision, created_at, created_by, updated_at, updated_by`;

/** The app of this id. */
export async function findManagedApp(tx: Transaction, id: string): Promise<ManagedRow | undefined> {
  const [row] = await tx.rows<ManagedRow>(`select ${columns} from app where id = $1 and removed_at is null`, [id]);
  return row;
}

/** Every app that is not removed, by id; a page of them. */
export function readManagedApps(tx: Transaction, offset: number, limit: number): Promise<ManagedRow[]> {
  return tx.rows<ManagedRow>(`select ${columns} from app where removed_at is null order by id limit $1 offset $2`, [
    limit,
    offset,
  ]);
}

/** The drafts of these apps. */
export function readDraftDefinitions(tx: Transaction, apps: readonly string[]) {
  return tx.rows<{ app_id: string; definition: AppDefinition }>(
    "select app_id, definition from app_draft where app_id = any($1::bigint[])",
    [apps],
  );
}

/** One app; held until the transaction ends, so that writers of settings and deploys take turns. */
export async function lockManagedApp(tx: Transaction, id: string): Promise<ManagedRow | undefined> {
  const [row] = await tx.rows<ManagedRow>(
    `select ${columns} from app where id = $1 and removed_at is null for update`,
    [id],
  );
  return row;
}

/** What waits to be deployed. */
export async function findDraft(tx: Transaction, app: string): Promise<DraftRow | undefined> {
  const [row] = await tx.rows<DraftRow>(
    "select revision, definition, origins, base_revision from app_draft where app_id = $1",
    [app],
  );
  return row;
}

/** Since when a deployed app's draft waits, and whose hand was on it last; undefined when nothing waits. */
export async function findWaiting(tx: Transaction, app: string) {
  const [row] = await tx.rows<{ updated_at: Date; updated_by: number | null }>(
    "select updated_at, updated_by from app_draft where app_id = $1 and base_revision > 0",
    [app],
  );
  return row;
}

/** The live revision with its physical names. */
export async function findLiveRevision(tx: Transaction, app: string): Promise<LiveRevision | undefined> {
  const [row] = await tx.rows<LiveRevision>(
    `select r.revision, r.definition, r.physical from app a
     join app_revision r on r.app_id = a.id and r.revision = a.revision where a.id = $1`,
    [app],
  );
  return row;
}

/** Makes an app that nobody sees until its first deploy; its code is made of its id. */
export async function insertApp(tx: Transaction, space: string | null, by: number, at: Date): Promise<ManagedRow> {
  const [row] = await tx.rows<ManagedRow>(
    `with next as (select nextval(pg_get_serial_sequence('app', 'id')) as id)
     insert into app (id, code, space_id, created_at, created_by, updated_at, updated_by)
     overriding system value select id, 'app-' || id, $1, $2, $3, $2, $3 from next returning ${columns}`,
    [space, at, by],
  );
  return row!;
}

/** Keeps the draft and raises the app's counter to its revision. */
export async function upsertDraft(tx: Transaction, app: string, draft: DraftRow, by: number, at: Date): Promise<void> {
  await tx.execute(
    `with counted as (update app set settings_revision = $2 where id = $1)
     insert into app_draft (app_id, revision, definition, origins, base_revision, updated_at, updated_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (app_id) do update set revision = excluded.revision, definition = excluded.definition,
       origins = excluded.origins, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [app, draft.revision, JSON.stringify(draft.definition), JSON.stringify(draft.origins), draft.base_revision, at, by],
  );
}

/** Throws the drafts of deployed apps away; the counters move on, so that nobody writes on what is gone. */
export async function deleteDrafts(tx: Transaction, apps: readonly string[]): Promise<void> {
  await tx.execute(
    `with gone as (delete from app_draft where app_id = any($1::bigint[]) and base_revision > 0 returning app_id)
     update app set settings_revision = settings_revision + 1 where id in (select app_id from gone)`,
    [apps],
  );
}

/** Moves an app into a space, or out of all. */
export async function updateSpace(tx: Transaction, app: string, space: string | null, at: Date): Promise<void> {
  await tx.execute(
    "update app set space_id = $2, updated_at = greatest($3, updated_at + interval '1 millisecond') where id = $1",
    [app, space, at],
  );
}

export type DeployStatus = "PROCESSING" | "SUCCESS" | "FAIL" | "CANCEL";

/** How the last deploy of an app went. */
export interface DeployRow {
  app_id: string;
  status: DeployStatus;
  problems: readonly DefinitionProblem[];
  at: Date;
}

/** The last deploys of these apps. */
export function readDeploys(tx: Transaction, apps: readonly string[]): Promise<DeployRow[]> {
  return tx.rows<DeployRow>("select app_id, status, problems, at from app_deploy where app_id = any($1::bigint[])", [
    apps,
  ]);
}

/** A deploy that is said to run, with the draft that it publishes. */
export interface UnfinishedDeploy extends DraftRow {
  app: string;
  at: Date;
  by_user: number;
}

/** Deploys that began before then and have not ended, with their drafts. */
export function readUnfinishedDeploys(tx: Transaction, before: Date): Promise<UnfinishedDeploy[]> {
  return tx.rows<UnfinishedDeploy>(
    `select d.app_id as app, d.at, d.by_user, a.revision, a.definition, a.origins, a.base_revision
     from app_deploy d join app_draft a using (app_id)
     where d.status = 'PROCESSING' and d.at < $1 order by d.at, d.app_id`,
    [before],
  );
}

/** Notes how a deploy of these apps goes. */
export async function upsertDeploys(
  tx: Transaction,
  deploys: readonly { app: string; status: DeployStatus; problems?: readonly DefinitionProblem[] }[],
  by: number,
  at: Date,
): Promise<void> {
  await tx.execute(
    `insert into app_deploy (app_id, status, problems, at, by_user)
     select d.app, d.status, coalesce(d.problems, '[]'), $2, $3
     from json_to_recordset($1::json) as d(app bigint, status text, problems json)
     on conflict (app_id) do update set status = excluded.status, problems = excluded.problems, at = excluded.at,
       by_user = excluded.by_user`,
    [JSON.stringify(deploys), at, by],
  );
}
