import type { Transaction } from "../database.ts";
import { Failure, Outrun } from "../errors.ts";
import { buildDeployedApp } from "./build-deployed-app.ts";
import type { DeployedApp } from "./deployed-app.ts";
import { readApps, readAppsVersion, readRevisions, type AppRow } from "./store.ts";

/** Every deployed app as of one instant; immutable. Says nothing about who may see an app. */
export interface DeployedApps {
  byId(id: string): DeployedApp | undefined;
  byCode(code: string): DeployedApp | undefined;
  /** By id, oldest first. */
  all(): readonly DeployedApp[];
}

/** Keeps the built apps for the life of the process; one cheap query says whether they are still current. */
export interface DeployedAppsCache {
  /** The apps as `tx` sees them. One query, three after a deploy. */
  current(tx: Transaction): Promise<DeployedApps>;
  /**
   * The apps as they were last known, at once, and the answer to the question whether they still are.
   *
   * @returns `isCurrent` rejects with Outrun when they are not
   */
  assume(tx: Transaction): { apps: DeployedApps; isCurrent: Promise<void> };
  /** The apps at `version` (`appsVersion` in the store) or later; read through `tx` only if those kept are others. */
  at(version: string, tx: Transaction): Promise<DeployedApps>;
}

/** An empty cache; one per process and database. */
export function makeDeployedAppsCache(): DeployedAppsCache {
  let known: { version: string; apps: DeployedApps } = { version: "", apps: deployedApps([]) };
  async function current(tx: Transaction): Promise<DeployedApps> {
    const version = await readAppsVersion(tx);
    if (version !== known.version) known = { version, apps: await reload(tx, known.apps) };
    return known.apps;
  }
  function assume(tx: Transaction) {
    const assumed = known;
    const isCurrent = readAppsVersion(tx).then((version) => {
      if (version !== assumed.version) throw new Outrun(new Failure("server/busy"));
    });
    return { apps: assumed.apps, isCurrent };
  }
  return { current, assume, at: async (version, tx) => (version === known.version ? known.apps : current(tx)) };
}

/** The apps by id and by code. */
export function deployedApps(apps: readonly DeployedApp[]): DeployedApps {
  const byId = new Map(apps.map((app) => [app.id, app]));
  const byCode = new Map(apps.map((app) => [app.code, app]));
  return { byId: (id) => byId.get(id), byCode: (code) => byCode.get(code), all: () => apps };
}

async function reload(tx: Transaction, known: DeployedApps): Promise<DeployedApps> {
  const rows = await readApps(tx);
  const kept = (row: AppRow) => {
    const app = known.byId(row.id);
    const isSame = app?.revision === row.revision && app.updatedAt.getTime() === row.updated_at.getTime();
    // What a job has filled in since changes the app without a new revision.
    return isSame && !app.unfilled ? app : undefined;
  };
  const revisions = await readRevisions(
    tx,
    rows.filter((row) => !kept(row)).map(({ id }) => id),
  );
  const byApp = new Map(revisions.map((revision) => [revision.app_id, revision]));
  return deployedApps(
    rows.map((row) => {
      const { definition, physical } = byApp.get(row.id) ?? {};
      return definition && physical ? buildDeployedApp(row, definition, physical) : kept(row)!;
    }),
  );
}
