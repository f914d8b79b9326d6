import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Config } from "./config.ts";
import { connectDatabase, type Database } from "./database.ts";
import { readPostmaster } from "./embedded-postgres/leftover.ts";

/**
 * The database of a Madoguchi that runs already, for a command beside it; undefined when none runs on this folder. With an
 * external database there is nothing to wait for.
 */
export async function openRunningDatabase(config: Config): Promise<Database | undefined> {
  const url = config.databaseUrl ?? (await embeddedUrl(resolve(config.varFolder, "postgres")));
  return url === undefined ? undefined : connectDatabase({ ownerUrl: url, webUrl: url });
}

async function embeddedUrl(folder: string): Promise<string | undefined> {
  const postmaster = await readPostmaster(join(folder, "data"));
  if (!postmaster?.isReady || !isAlive(postmaster.pid)) return undefined;
  const password = (await readFile(join(folder, "owner-password"), "utf8")).trim();
  return `postgres://madoguchi:${encodeURIComponent(password)}@127.0.0.1:${postmaster.port}/madoguchi`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process lives too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
