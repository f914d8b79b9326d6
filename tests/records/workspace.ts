import { randomBytes } from "node:crypto";
import { transaction, type Transaction } from "../../server/database.ts";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { makeDeployedAppsCache } from "../../server/apps/deployed-apps.ts";
import { readConfig } from "../../server/config.ts";
import type { Context } from "../../server/http/context.ts";
import { makeDirectoryCache } from "../../server/identity/directory-cache.ts";
import { viewerOf } from "../../server/identity/directory.ts";
import type { Platform } from "../../server/platform.ts";
import { createTestDatabase } from "../support/test-database.ts";
import type { AppDefinition, FieldProperty } from "../../app-definitions/definition.ts";

export const now = new Date("2026-11-21T01:02:03Z");

/** A database with a ministry over hospitals A and B, people in them, and whatever apps a test deploys. */
export async function makeWorkspace() {
  const { database, drop } = await createTestDatabase();
  await transaction(database.owner, async (tx) => {
    await tx.execute(`insert into organization (code, name, parent_id, created_at, updated_at) values
      ('ministry', '省', null, now(), now())`);
    await tx.execute(`insert into organization (code, name, parent_id, created_at, updated_at)
      select 'hospital-' || c, '病院' || c, id, now(), now() from organization, unnest(array['a', 'b']) c`);
    await tx.execute(`insert into user_account (code, name, is_administrator, primary_organization_id, created_at, updated_at)
      select u, u, u = 'admin', (select id from organization o where o.code = 'hospital-' || u), now(), now()
      from unnest(array['a', 'b', 'sato', 'admin']) u`);
    await tx.execute(`insert into user_organization (user_id, organization_id)
      select id, primary_organization_id from user_account where primary_organization_id is not null`);
    await tx.execute(`insert into user_group (code, name, created_at) values
      ('secretariat', '事務局', now()), ('hospitals', '医療機関', now())`);
    await tx.execute(`insert into user_group_member (user_id, group_id)
      select u.id, g.id from user_account u, user_group g
      where (g.code = 'secretariat' and u.code in ('sato', 'admin')) or (g.code = 'hospitals' and u.code in ('a', 'b'))`);
    await tx.execute("update directory_version set version = version + 1");
  });
  const directories = makeDirectoryCache();
  const deployedApps = makeDeployedAppsCache();
  const platform = {
    database,
    deployedApps,
    clock: () => now,
    config: readConfig({}),
    random: randomBytes,
  } as Partial<Platform> as Platform;
  const counted = { statements: [] as string[], values: [] as unknown[] };

  return {
    database,
    drop,
    /** Statements since the last call of `as`, those of its set-up left out. */
    counted,
    deploy: (...definitions: unknown[]) =>
      deployApps(
        { database, now },
        definitions.map((definition) => ({ definition })),
      ),
    /** Runs `work` as a request of this person, in one transaction. */
    as: <Result>(code: string, work: (context: Context) => Promise<Result>, at = now): Promise<Result> =>
      transaction(database.web, async (tx) => {
        const directory = await directories.current(tx);
        const apps = await deployedApps.current(tx);
        const certificate = { id: "7", serial: "0A0B", fingerprint: "f".repeat(64) };
        const viewer = viewerOf(directory, directory.userByCode(code)!, { certificate, sessionId: "s" });
        counted.statements = [];
        counted.values = [];
        return work({ tx: counting(tx, counted), viewer, now: at, apps, directory, platform });
      }),
    sql: (text: string, values: readonly unknown[] = []) =>
      transaction(database.owner, (tx) => tx.rows<Record<string, unknown>>(text, values)),
  };
}

export type Workspace = Awaited<ReturnType<typeof makeWorkspace>>;

function counting(tx: Transaction, counted: { statements: string[]; values: unknown[] }): Transaction {
  return new Proxy(tx, {
    get:
      (target, key: keyof Transaction) =>
      (text: string, ...rest: never[]) => {
        if (key !== "wake") {
          counted.statements.push(text);
          counted.values.push(rest[0] ?? []);
        }
        return (target[key] as (text: string, ...rest: never[]) => unknown)(text, ...rest);
      },
  });
}

/** A definition with these fields in which everybody may do everything, unless `parts` say otherwise. */
export function definitionOf(
  code: string,
  fields: Record<string, object>,
  parts: Partial<AppDefinition> = {},
): AppDefinition {
  const properties = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, named(key, field)]));
  const rows = Object.values(properties).filter(({ type }) => type !== "SUBTABLE");
  return {
    code,
    settings: { name: code },
    fields: { properties },
    layout: { layout: rows.map(({ type, code: one }) => ({ type: "ROW", fields: [{ type, code: one }] })) },
    views: { views: {} },
    appAcl: {
      rights: ["secretariat", "everyone"].map((group) => ({ entity: { type: "GROUP", code: group }, ...allAppRights })),
    },
    recordAcl: { rights: [] },
    fieldAcl: { rights: [] },
    process: { enable: false, states: null, actions: null },
    notifications: {
      general: { notifications: [], notifyToCommenter: false },
      perRecord: { notifications: [] },
      reminder: { notifications: [], timezone: "Asia/Tokyo" },
    },
    ...parts,
  };
}

export const allAppRights = {
  ...{ appEditable: false, recordViewable: true, recordAddable: true, recordEditable: true, recordDeletable: true },
  ...{ recordImportable: false, recordExportable: false },
};

function named(code: string, field: object): FieldProperty {
  const { fields } = field as { fields?: Record<string, object> };
  const inner = fields && {
    fields: Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, named(key, one)])),
  };
  return { label: code, ...field, ...inner, code } as FieldProperty;
}

export const choices = (...names: string[]) =>
  Object.fromEntries(names.map((label, at) => [label, { label, index: String(at) }]));

/** The failure of `work` as kintone's clients see it: kind and error keys with message keys. */
export async function failureOf(work: Promise<unknown>): Promise<{ kind: string; keys: Record<string, string[]> }> {
  const error = await work.then(
    () => new Error("It succeeded."),
    (thrown: unknown) => thrown as Error & { kind?: string; problems?: Record<string, { message: string }[]> },
  );
  if (!("kind" in error)) throw error;
  const problems = (error as { problems?: Record<string, { message: string }[]> }).problems ?? {};
  return {
    kind: String(error.kind),
    keys: Object.fromEntries(Object.entries(problems).map(([key, list]) => [key, list.map(({ message }) => message)])),
  };
}
