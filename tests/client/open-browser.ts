import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright";
import { build } from "vite";
import { launchBrowser } from "../support/browser.ts";
import { startFixture, type Fixture } from "./fixture-server.ts";

export interface Stage {
  browser: Browser;
  fixture: Fixture;
  close(): Promise<void>;
}

/** The built client, served with canned answers, and a real browser to use it with. */
export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "client-"));
  await build({ configFile: "vite.config.ts", logLevel: "error", build: { outDir: folder } });
  const fixture = await startFixture(folder);
  const browser = await launchBrowser();
  return {
    browser,
    fixture,
    close: async () => {
      await browser.close();
      await fixture.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
