import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transaction } from "../database.ts";
import type { Platform } from "../platform.ts";
import { addCertificates, addPeople, type DemoEntry } from "./add-people.ts";
import { readDemos, type DemoWorkspace } from "./demo-workspace.ts";
import { contextsOf } from "./open-contexts.ts";
import { playSteps } from "./play-steps.ts";
import { isWithoutPeople } from "./store.ts";

const listFile = "people.json";

/** Folder of the demo's `.p12` files and passwords. */
export function demoFolder(platform: Pick<Platform, "config">): string {
  return join(platform.config.varFolder, "demo");
}

/**
 * Loads the demo workspaces of all packs into a database that has never had any people; otherwise changes nothing.
 *
 * @returns how its people can be tried out, also at later starts; empty when this installation has no demo
 */
export async function loadDemo(platform: Platform): Promise<readonly DemoEntry[]> {
  const folder = demoFolder(platform);
  const isNew = await transaction(platform.database.web, isWithoutPeople, { readOnly: true });
  if (!isNew || !platform.config.loadsDemo) return readEntries(folder);
  const demos = await readDemos();
  const entries: DemoEntry[] = [];
  for (const demo of demos) entries.push(...(await loadWorkspace(platform, demo, folder)));
  return entries;
}

/** Long enough before the first step that every certificate is older than what it is evidence of. */
const foundedMs = 60 * 86_400_000;

async function loadWorkspace(platform: Platform, demo: DemoWorkspace, folder: string): Promise<readonly DemoEntry[]> {
  const now = platform.clock();
  const founded = new Date(now.getTime() - foundedMs);
  const { certificates, entries } = await contextsOf(platform, new Map())(null, founded, async (context) =>
    addCertificates(await addPeople(context, demo), demo.people, folder),
  );
  // Before the steps, so that a start that is killed among them leaves people who can enter.
  const known = [...(await readEntries(folder)), ...entries];
  await writeFile(join(folder, listFile), JSON.stringify(known, null, 2), { mode: 0o600 });
  await playSteps(contextsOf(platform, certificates), demo.steps, now);
  return entries;
}

async function readEntries(folder: string): Promise<readonly DemoEntry[]> {
  const text = await readFile(join(folder, listFile), "utf8").catch(() => "[]");
  return JSON.parse(text) as DemoEntry[];
}
