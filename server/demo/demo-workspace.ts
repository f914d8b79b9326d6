import { readdir, readFile } from "node:fs/promises";
import { packsFolder } from "../apps/deploy/install-packs.ts";

/** People and organisations of a pack's demo, as `demo/people.json` declares them. */
export interface DemoPeople {
  organizations: readonly { code: string; name: string; parent?: string }[];
  people: readonly DemoPerson[];
}

export interface DemoPerson {
  code: string;
  name: string;
  email: string;
  phone?: string;
  organization: string;
  groups: readonly string[];
  isAdministrator?: boolean;
  /** `file`: the person can be tried out, with a `.p12` and a password; `registered`: has a certificate somewhere else. */
  certificate?: "file" | "registered";
}

/** A file that the demo makes itself: a page with these lines. */
export interface DemoFile {
  name: string;
  lines: readonly string[];
}

/** One thing that somebody did, as `demo/steps.json` declares it; `key` names a record among the steps. */
export interface DemoStep {
  do: "add" | "edit" | "comment";
  app: string;
  key: string;
  /** Log-in name. */
  by: string;
  daysAgo: number;
  /** kintone's wire shape. */
  record?: Readonly<Record<string, { value: unknown }>>;
  /** Dates relative to the day of loading, by field code. */
  days?: Readonly<Record<string, number>>;
  files?: Readonly<Record<string, readonly DemoFile[]>>;
  text?: string;
}

/** What one pack's demo consists of. */
export interface DemoWorkspace extends DemoPeople {
  steps: readonly DemoStep[];
}

/** The demos of all packs that have one. */
export async function readDemos(folder = packsFolder): Promise<readonly DemoWorkspace[]> {
  const packs = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const demos = await Promise.all(packs.map(({ name }) => readDemo(new URL(`${name}/demo/`, folder))));
  return demos.flatMap((demo) => demo ?? []);
}

async function readDemo(folder: URL): Promise<DemoWorkspace | undefined> {
  const files: readonly string[] = await readdir(folder).catch(() => []);
  if (!files.includes("people.json")) return undefined;
  const read = async (file: string) => JSON.parse(await readFile(new URL(file, folder), "utf8")) as unknown;
  const people = (await read("people.json")) as DemoPeople;
  const { steps } = (await read("steps.json")) as Pick<DemoWorkspace, "steps">;
  return { ...people, steps };
}
