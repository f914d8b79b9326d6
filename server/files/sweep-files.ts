import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { transaction } from "../database.ts";
import type { Platform } from "../platform.ts";
import { incomingFolder, pathOf } from "./receive-upload.ts";
import { deleteLapsedUploads, deleteRemoved, findKnownStorageNames, readRemoved } from "./store.ts";

const dayMs = 86_400_000;
/** How long an upload waits for the record that will hold it; as on kintone. */
export const uploadLifeMs = 3 * dayMs;
/** How long a file stays that its record has let go: until then an earlier revision can bring it back. */
export const removedLifeMs = 30 * dayMs;
/** Files younger than this may belong to a request that has not committed. */
const orphanAgeMs = dayMs;

/**
 * Clears the file store: uploads that nobody claimed within three days, files that records have let go 30 days ago, and
 * what a crash or a roll-back left on the disk.
 */
export async function sweepFiles(platform: Pick<Platform, "database" | "clock" | "filesFolder">): Promise<void> {
  const { database, filesFolder: folder } = platform;
  const now = platform.clock();
  const before = new Date(now.getTime() - uploadLifeMs);
  const lapsed = await transaction(database.web, (tx) => deleteLapsedUploads(tx, before));
  for (const name of lapsed) await rm(pathOf(folder, name), { force: true });
  await deleteLetGo(platform, now);
  await clearFolder(incomingFolder(folder), now, orphanAgeMs);
  await clearOrphans(platform, now);
}

async function deleteLetGo({ database, filesFolder: folder }: Pick<Platform, "database" | "filesFolder">, now: Date) {
  const before = new Date(now.getTime() - removedLifeMs);
  const removed = await transaction(database.web, (tx) => readRemoved(tx, before, 1_000), { readOnly: true });
  if (removed.length === 0) return;
  for (const name of removed) await rm(pathOf(folder, name), { force: true });
  await transaction(database.web, (tx) => deleteRemoved(tx, removed));
}

/** Moving a file into a folder renews its change time, so that its age there counts. */
async function clearFolder(folder: string, now: Date, lifeMs: number) {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(ignoreMissing);
    if (found && now.getTime() - found.ctimeMs > lifeMs) await rm(path, { force: true });
  }
}

async function clearOrphans({ database, filesFolder: folder }: Pick<Platform, "database" | "filesFolder">, now: Date) {
  for (const part of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    const names = await namesIn(join(folder, part));
    const known = await transaction(database.web, (tx) => findKnownStorageNames(tx, names), { readOnly: true });
    for (const name of names.filter((one) => !known.has(one))) {
      const found = await stat(join(folder, part, name)).catch(ignoreMissing);
      if (found && now.getTime() - found.ctimeMs > orphanAgeMs) await rm(join(folder, part, name), { force: true });
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ignoreMissing)) ?? [];
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
