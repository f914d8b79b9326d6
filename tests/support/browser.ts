import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type LaunchOptions } from "playwright";
import { findChromium } from "./find-chromium.mjs";

/** Flags under which Chromium runs alone, quietly and without reaching for the network. */
export const chromiumFlags: readonly string[] = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-dev-shm-usage",
  // As root the sandbox cannot start; the pages under test are our own.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/**
 * Path of the Chromium to test with: `CHROMIUM_PATH`, an installed one, or Playwright's own download.
 *
 * @throws Error when there is none; `npm test` installs one beforehand
 */
export function chromiumPath(): string {
  const downloaded = chromium.executablePath();
  const path = findChromium() ?? (existsSync(downloaded) ? downloaded : undefined);
  if (!path) throw new Error("No Chromium was found; run npm test, or set CHROMIUM_PATH.");
  return path;
}

/** Starts Chromium without a window. */
export function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ ...shared(), ...options, args: [...chromiumFlags, ...(options.args ?? [])] });
}

/**
 * Starts Chromium on a profile of its own, which survives the browser.
 *
 * @param home - becomes HOME: Chromium on Linux reads client certificates from `home/.pki/nssdb`
 */
export function launchProfile(
  home: string,
  options: Parameters<typeof chromium.launchPersistentContext>[1] = {},
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(`${home}/profile`, {
    ...shared(),
    env: { ...shared().env, HOME: home },
    ...options,
    args: [...chromiumFlags, ...(options.args ?? [])],
  });
}

function shared() {
  return {
    executablePath: chromiumPath(),
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    // Where the machine has no language, Japanese names of downloads would be lost.
    env: { ...definedEnvironment(), LC_ALL: "C.UTF-8" },
  };
}

function definedEnvironment(): Record<string, string> {
  const pairs = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(pairs);
}
