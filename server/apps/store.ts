import type { AppDefinition } from "../../app-definitions/definition.ts";
import type { Transaction } from "../database.ts";
import type { PhysicalApp } from "./deployed-app.ts";

/** One live app without its definition, which is large and rarely needed anew. */
export interface AppRow {
  id: string;
  code: string;
  space_id: string | null;
  revision: number;
  created_at: Date;
  created_by: number | null;
  updated_at: Date;
  updated_by: number | null;
}

/** A published revision of one app. */
export interface RevisionRow {
  app_id: string;
  revision: number;
  definition: AppDefinition;
  physical: PhysicalApp;
}

/**
 * A statement of one row whose `version` is a text that differs whenever any app was deployed, moved or removed, or a job
 * has filled its records in.
 */
export const appsVersion = `select
    concat_ws(' ', count(*), sum(revision), sum(id), max(updated_at), (select count(*) from recalculation)) as version
  from app where removed_at is null and revision > 0`;

/** The version of the deployed apps as `tx` sees it. */
export async function readAppsVersion(tx: Transaction): Promise<string> {
  const [row] = await tx.query<{ version: string }>(appsVersion, [], { name: "apps-version" });
  return row!.version;
}

/** All live apps, by id. */
export function readApps(tx: Transaction): Promise<AppRow[]> {
  return tx.rows<AppRow>(
    `select id, code, space_id, revision, created_at, created_by, updated_at, updated_by
     from app where removed_at is null and revision > 0 order by id`,
  );
}

/** The current revisions of these apps. */
export function readRevisions(tx: Transaction, appIds: readonly string[]): Promise<RevisionRow[]> {
  return tx.rows<RevisionRow>(
    `select r.app_id, r.revision, r.definition, r.physical
     from app a join app_revision r on r.app_id = a.id and r.revision = a.revision
     where a.id = any($1::bigint[])`,
    [appIds],
  );
}

/** How many records a deployed app has, when one was last written, and how much its tables and files take, in octets. */
export async function measureApp(tx: Transaction, app: string) {
  const [row] = await tx.rows<{ records: string; bytes: string; updated_at: Date | null }>(
    `select (select count(*) from rec.r${BigInt(app)}) as records,
       (select max(updated_at) from rec.r${BigInt(app)}) as updated_at,
       (pg_total_relation_size('rec.r${BigInt(app)}')
         + coalesce((select sum(size_bytes) from file where app_id = $1 and state = 'stored'), 0))::bigint as bytes`,
    [app],
  );
  return row!;
}
