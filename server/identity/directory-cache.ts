import type { Transaction } from "../database.ts";
import { buildDirectory, type Directory } from "./directory.ts";
import { readDirectoryRows, readDirectoryVersion } from "./store.ts";

/** Keeps the directory for the life of the process. */
export interface DirectoryCache {
  /** The directory at `version` or later; read through `tx` only if the kept one is another. */
  at(version: string, tx: Transaction): Promise<Directory>;
  /** The directory as `tx` sees it, for work without a request. */
  current(tx: Transaction): Promise<Directory>;
}

/** An empty cache; one per process and database. */
export function makeDirectoryCache(): DirectoryCache {
  let kept: Directory | undefined;

  async function read(tx: Transaction): Promise<Directory> {
    kept = buildDirectory(await readDirectoryRows(tx));
    return kept;
  }

  return {
    at: async (version, tx) => (kept?.version === version ? kept : read(tx)),
    async current(tx) {
      const version = await readDirectoryVersion(tx);
      return kept?.version === version ? kept : read(tx);
    },
  };
}
