import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeDeployedAppsCache } from "./apps/deployed-apps.ts";
import { loadOrCreateAuthorities } from "./certificates/authorities.ts";
import type { Config } from "./config.ts";
import { connectDatabase, ensureWebRole, migrate } from "./database.ts";
import { startDatabase } from "./embedded-postgres.ts";
import type { Platform } from "./platform.ts";

/** A platform ready to serve, and the way to close what it opened. */
export interface OpenPlatform {
  readonly platform: Platform;
  /** Ends the connections, then the embedded database if there is one. */
  close(): Promise<void>;
}

/**
 * Opens the database (embedded unless `DATABASE_URL` is set), migrates it, and loads or makes the certificate authorities.
 *
 * @param report - told in a sentence what the operator should know while the process runs
 * @throws Error with a sentence for the operator when the database or the keys cannot be used
 */
export async function openPlatform(
  config: Config,
  { clock, random, report }: Pick<Platform, "clock" | "random"> & { report: (sentence: string) => void },
): Promise<OpenPlatform> {
  const filesFolder = join(config.varFolder, "files");
  await mkdir(filesFolder, { recursive: true });
  const embedded = config.databaseUrl
    ? undefined
    : await startDatabase({ folder: join(config.varFolder, "postgres"), report });
  try {
    const ownerUrl = config.databaseUrl ?? embedded!.ownerUrl;
    const passwordFile = join(config.varFolder, "web-password");
    const webUrl = await ensureWebRole({ ownerUrl, webUrl: config.databaseWebUrl, passwordFile });
    await migrate(ownerUrl);
    const authorities = await loadOrCreateAuthorities({
      folder: join(config.varFolder, "pki"),
      serverNames: config.hostNames,
      now: clock(),
      random,
    });
    const database = connectDatabase({ ownerUrl, webUrl, report: (error) => report(error.message) });
    const platform = {
      config,
      database,
      authorities,
      deployedApps: makeDeployedAppsCache(),
      random,
      clock,
      filesFolder,
    };
    return {
      platform,
      close: async () => {
        await database.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
