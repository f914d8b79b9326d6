import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { benchApp } from "./bench-app.ts";
import type { BareOptions } from "./bare-server.ts";
import { casesOf, type Case, type Side } from "./cases.ts";
import { cpuTimeOf } from "./cpu-time.ts";
import { openLoad, type Load, type Target } from "./load.ts";
import { measureCase } from "./measure.ts";
import { renderProgress, renderReport, type Row } from "./report.ts";
import { seedInstitutions, seedRecords } from "./seed.ts";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { readConfig } from "../../server/config.ts";
import { transaction } from "../../server/database.ts";
import { startDatabase } from "../../server/embedded-postgres.ts";
import { portalTlsOptions } from "../../server/http/tls-options.ts";
import { makeDirectoryCache } from "../../server/identity/directory-cache.ts";
import { viewerOf } from "../../server/identity/directory.ts";
import { openPlatform } from "../../server/open-platform.ts";
import type { Platform } from "../../server/platform.ts";
import { endServer, ownEnvironment, spawnServer } from "../support/server-process.ts";
import { makeVisitors } from "../support/visitors.ts";

const { values: asked } = parseArgs({
  options: {
    records: { type: "string", default: "100000,1000000" },
    seconds: { type: "string", default: "2.4" },
    connections: { type: "string", default: "8" },
    only: { type: "string", default: "" },
    /** Flags for the measured server's Node, for example --cpu-prof. */
    node: { type: "string", default: "" },
  },
});
const sizes = asked.records.split(",").map(Number);
const begin = performance.now();
const say = (text: string) =>
  console.error(`${((performance.now() - begin) / 1_000).toFixed(0).padStart(4)} s  ${text}`);
const ends: (() => Promise<unknown>)[] = [];

try {
  console.log(await run());
} finally {
  for (const end of ends.reverse()) await end();
}

/** Seeds, starts both servers and measures; the report. */
async function run(): Promise<string> {
  const environment = await ownEnvironment();
  const folder = environment["VAR_FOLDER"]!;
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startDatabase({ folder: join(folder, "postgres") });
  ends.push(() => postgres.stop());
  environment["DATABASE_URL"] = postgres.ownerUrl;
  environment["NODE_OPTIONS"] = asked.node;
  const { platform, close } = await openPlatform(readConfig(environment), {
    clock: () => new Date(),
    random: (octets) => randomBytes(octets),
    report: say,
  });
  ends.push(close);

  const log = join(folder, "server.log");
  ends.push(async () => console.error((await readFile(log, "utf8").catch(() => "")).slice(-2_000)));
  const placed = await seed(platform);
  say("starting the servers");
  const server = await spawnServer(environment, platform.authorities.serverCaPem);
  ends.push(() => endServer(server));
  const bare = await startBare(platform, postgres.ownerUrl, placed.flat());
  ends.push(() => endServer(bare.process));
  const loads = await openLoads(platform, bare.port);
  ends.push(() => Promise.resolve(Object.values(loads).forEach((load) => load.close())));
  const [row] = (
    await platform.database.owner.query<{ pid: number }>(
      "select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::integer as pid",
    )
  ).rows;
  const cpuTime = async (side: Side) =>
    (await cpuTimeOf((side === "bare" ? bare.process : server).pid!)) + (await cpuTimeOf(row!.pid));
  return measureAll(platform, placed, loads, cpuTime);
}

/** The cases by size, over seeded apps. */
async function seed(platform: Platform): Promise<Case[][]> {
  const { database, deployedApps } = platform;
  await quicken(platform, true);
  const institutions = await seedInstitutions(database);
  const { apps } = await deployApps(
    { database, now: platform.clock() },
    sizes.map((size) => ({ definition: benchApp(`bench-${size}`) })),
  );
  const { deployed, principals } = await transaction(database.owner, async (tx) => {
    const directory = await makeDirectoryCache().current(tx);
    const { organizationsAndAncestors } = viewerOf(directory, directory.userByCode("bench-hospital")!);
    return { deployed: await deployedApps.current(tx), principals: [...organizationsAndAncestors] };
  });
  const cases: Case[][] = [];
  for (const [at, size] of sizes.entries()) {
    const app = deployed.byId(apps[at]!.id)!;
    say(`seeding ${size} records`);
    await seedRecords(database, app, size, institutions);
    cases.push(casesOf(app, size, institutions, principals));
  }
  await quicken(platform, false);
  return cases;
}

/** While seeding, PostgreSQL may take memory and put off its checkpoints; it is measured as the product starts it. */
async function quicken({ database: { owner } }: Platform, isSeeding: boolean): Promise<void> {
  const settings = { maintenance_work_mem: "1GB", max_wal_size: "16GB", checkpoint_timeout: "30min" };
  for (const [name, value] of Object.entries(settings)) {
    await owner.query(isSeeding ? `alter system set ${name} = '${value}'` : `alter system reset ${name}`);
  }
  await owner.query("select pg_reload_conf()");
  if (!isSeeding) await owner.query("checkpoint");
}

async function startBare(platform: Platform, databaseUrl: string, cases: readonly Case[]) {
  const process: ChildProcess = fork(new URL("bare-server.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  const { cert, key, ca, requestCert, rejectUnauthorized, minVersion, keepAliveTimeout } = portalTlsOptions(platform);
  const options = {
    tls: { cert, key, ca, requestCert, rejectUnauthorized, minVersion, keepAliveTimeout },
    databaseUrl,
    statements: Object.assign({}, ...cases.map(({ statements }) => statements)) as Record<string, string>,
  };
  process.send(options satisfies BareOptions);
  const [port] = (await once(process, "message")) as [number];
  return { process, port };
}

async function openLoads(
  platform: Platform,
  barePort: number,
): Promise<Record<"restricted" | "administrator" | "bare", Load>> {
  const visitors = makeVisitors(platform);
  const ca = platform.authorities.serverCaPem;
  const connections = Number(asked.connections);
  async function targetOf(code: string): Promise<Target> {
    const certificate = await visitors.issue(code);
    const { cookie, token } = await visitors.login(code, certificate);
    const headers = { cookie, "x-madoguchi-token": token, "x-requested-with": "XMLHttpRequest" };
    return { port: platform.config.port, ca, certificate, headers };
  }
  const restricted = await targetOf("bench-hospital");
  const administrator = await targetOf("bench-secretary");
  return {
    restricted: await openLoad(restricted, connections),
    administrator: await openLoad(administrator, connections),
    bare: await openLoad({ ...restricted, port: barePort }, connections),
  };
}

/** Both servers have compiled what they run often before anything is measured. */
async function warmUp({ sources }: Case, loads: Record<Side, Load>): Promise<void> {
  for (const side of ["restricted", "bare"] as const) {
    const source = sources[side];
    let sent = 0;
    if (source.kind === "each") await loads[side].run(() => source.call(sent++), performance.now() + 4_000);
  }
}

/** Waits until the events have been followed, 3 s at most; what is left by then is nobody's business here. */
async function settleEvents({ database: { owner } }: Platform): Promise<void> {
  for (const end = performance.now() + 3_000; performance.now() < end; await wait(20)) {
    const { rows } = await owner.query<{ isIdle: boolean }>('select not exists (select from outbox) as "isIdle"');
    if (rows[0]!.isIdle) return;
  }
  await owner.query("delete from outbox");
}

async function measureAll(
  platform: Platform,
  placed: readonly Case[][],
  loads: Record<Side, Load>,
  cpuTime: (side: Side) => Promise<number>,
) {
  const settle = () => settleEvents(platform);
  await settle();
  // Never with a write: its requests count on being the first.
  const warming = placed[0]!.filter(({ isWrite }) => !isWrite);
  await warmUp(warming.find(({ name }) => name.includes(asked.only)) ?? warming[0]!, loads);
  const rows: Row[] = [];
  for (const [at, one] of placed[0]!.entries()) {
    if (!one.name.includes(asked.only)) continue;
    const places = sizes.map((size, place) => ({ size, one: placed[place]![at]! }));
    const row = {
      one,
      sizes: await measureCase(places, { loads, seconds: Number(asked.seconds), cpuTimeOf: cpuTime, settle }),
    };
    rows.push(row);
    say(renderProgress(row));
  }
  return renderReport(rows);
}
