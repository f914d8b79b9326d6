import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureDatabase, ensureWebRole, migrate } from "../../server/database.ts";
import { startDatabase } from "../../server/embedded-postgres.ts";

/** The name of the migrated, empty database from which every test file gets its copy. */
export const templateName = "madoguchi_template";

declare module "vitest" {
  interface ProvidedContext {
    /** Addresses of the template database under both roles. */
    template: { ownerUrl: string; webUrl: string };
  }
}

/** Starts one PostgreSQL for the whole run, in a folder of its own, and migrates the template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = join("var", `test-${process.pid}`);
  await removeLeftovers();
  const postgres = await startDatabase({ folder, isDurable: false, report: (sentence) => console.error(sentence) });
  const ownerUrl = await ensureDatabase(postgres.ownerUrl, templateName);
  const webUrl = await ensureWebRole({ ownerUrl, passwordFile: join(folder, "web-password") });
  await migrate(ownerUrl);
  project.provide("template", { ownerUrl, webUrl });
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Runs that were killed could not clear up behind them. */
async function removeLeftovers() {
  await mkdir("var", { recursive: true });
  for (const name of await readdir("var")) {
    const pid = Number(/^test-(\d+)$/.exec(name)?.[1]);
    if (pid && (pid === process.pid || !isAlive(pid))) await rm(join("var", name), { recursive: true, force: true });
  }
}

function isAlive(pid: number) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
