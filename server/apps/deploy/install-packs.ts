import { readdir, readFile } from "node:fs/promises";
import { transaction } from "../../database.ts";
import { insertMissingGroups } from "../../identity/people/store.ts";
import { raiseDirectoryVersion } from "../../identity/store.ts";
import { parseJson } from "../../schema.ts";
import { DefinitionError } from "./definition-problem.ts";
import { deployApps, type AppToDeploy, type DeployContext, type Deployed } from "./deploy-apps.ts";
import { upsertSpace, type SpaceDefinition } from "./store.ts";

/** Where the shipped packs lie: one folder per space. */
export const packsFolder = new URL("../../../app-definitions/packs/", import.meta.url);

/**
 * Installs every pack of `folder`: its space, its groups, and its apps by the same path as any other deploy. A definition
 * that was installed before stays untouched, and so do the changes that people made to it since; this runs at every start.
 *
 * @throws DefinitionError naming the file and the place in it; the packs before it stay installed
 */
export async function installPacks(context: DeployContext, folder = packsFolder): Promise<Deployed> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const apps: Deployed["apps"][number][] = [];
  for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    apps.push(...(await installPack(context, new URL(`${name}/`, folder), name)).apps);
  }
  return { apps };
}

async function installPack(context: DeployContext, folder: URL, pack: string): Promise<Deployed> {
  const space = await readSpace(folder, pack);
  const id = await transaction(context.database.owner, async (tx) => {
    // Before the apps, whose rights name the groups.
    if ((await insertMissingGroups(tx, space.groups ?? [], context.now)) > 0) await raiseDirectoryVersion(tx);
    return upsertSpace(tx, space, context.now);
  });
  const files = (await readdir(new URL("apps/", folder))).filter((file) => file.endsWith(".json")).sort();
  const apps = await Promise.all(
    files.map(async (file): Promise<AppToDeploy> => {
      const path = `${pack}/apps/${file}`;
      const definition = await readJson(new URL(`apps/${file}`, folder), path);
      return { definition, space: id, path, isShipped: true };
    }),
  );
  return deployApps(context, apps);
}

async function readSpace(folder: URL, pack: string): Promise<SpaceDefinition> {
  const path = `${pack}/space.json`;
  const space = (await readJson(new URL("space.json", folder), path)) as Partial<SpaceDefinition> | null;
  if (typeof space?.code !== "string" || typeof space.name !== "string") {
    throw new DefinitionError([{ path, message: "schema", params: { detail: "code, name" } }]);
  }
  return space as SpaceDefinition;
}

async function readJson(file: URL, path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(file, "utf8"));
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    throw new DefinitionError([{ path, message: "schema", params: { detail } }]);
  }
}
