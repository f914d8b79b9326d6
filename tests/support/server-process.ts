import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, cp, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { installPacks } from "../../server/apps/deploy/install-packs.ts";
import { readConfig, type Config } from "../../server/config.ts";
import { transaction } from "../../server/database.ts";
import { openPlatform } from "../../server/open-platform.ts";
import type { Platform } from "../../server/platform.ts";
import { send } from "./client.ts";
import { freePorts } from "./free-ports.ts";
import { startMailServer, type TestMailServer } from "./smtp-server.ts";
import { createTestDatabase } from "./test-database.ts";
import { until } from "./until.ts";
import { makeVisitors, type Visitors } from "./visitors.ts";

/** Settings for a server of the tests' own: free ports, its own folder, no demo workspace. */
export async function ownEnvironment(more: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const [port, enrolmentPort] = await freePorts();
  await mkdir(resolve("var"), { recursive: true });
  return {
    PORT: String(port),
    ENROLMENT_PORT: String(enrolmentPort),
    VAR_FOLDER: await mkdtemp(resolve("var/server-")),
    DEMO: "false",
    LOG_LEVEL: "warn",
    ...more,
  };
}

/** The real server in a process of its own; resolves when it answers on the portal's port. */
export async function spawnServer(environment: Readonly<Record<string, string>>, ca: string): Promise<ChildProcess> {
  const logFile = join(environment["VAR_FOLDER"]!, "server.log");
  const log = await open(logFile, "a");
  const server = spawn(process.execPath, [...(await startFlags()), "--import", "tsx", "server/main.ts"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", log.fd, log.fd],
  });
  await log.close();
  const address = new URL(readConfig(environment).publicUrl);
  for (const end = performance.now() + 120_000; performance.now() < end; await wait(100)) {
    if (server.exitCode !== null) break;
    if (await send(address, { ca, agent: false }).catch(() => undefined)) return server;
  }
  server.kill("SIGKILL");
  throw new Error(`The server did not start. The end of its log:\n${(await readFile(logFile, "utf8")).slice(-3_000)}`);
}

/** With what `npm start` starts Node. */
async function startFlags(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: { start: string } };
  return scripts.start.split(" ").filter((part) => part.startsWith("--"));
}

/** Asks the server to end and waits for it; by force after 60 s. */
export async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, "exit");
  server.kill("SIGTERM");
  const impatience = setTimeout(() => server.kill("SIGKILL"), 60_000);
  await exit;
  clearTimeout(impatience);
}

/** A workspace as after `npm start` without demo data: the shipped packs, jobs, live updates, the built client, a mail server. */
export interface Workspace extends Visitors {
  readonly url: string;
  readonly enrolmentUrl: string;
  readonly ca: string;
  /** The same database and keys, seen from the test; the server itself runs in another process. */
  readonly platform: Platform;
  readonly mails: TestMailServer;
  /** Id of an app by its code. */
  appId(code: string): Promise<string>;
  /** Everything that the server has logged so far. */
  readLog(): Promise<string>;
  stop(): Promise<void>;
}

/** @param prepare - fills the database before the server starts */
export async function startWorkspace(prepare: (platform: Platform) => Promise<unknown>): Promise<Workspace> {
  const [test, mails] = await Promise.all([createTestDatabase(), startMailServer(), buildClient()]);
  const environment = await ownEnvironment({
    DATABASE_URL: test.ownerUrl,
    DATABASE_WEB_URL: test.webUrl,
    SMTP_URL: mails.url,
  });
  const folder = environment["VAR_FOLDER"]!;
  // A copy: whoever builds the client meanwhile takes the old files away.
  await cp(resolve("var/client"), join(folder, "client"), { recursive: true });
  const config: Config = readConfig(environment);
  const { platform, close } = await openPlatform(config, {
    clock: () => new Date(),
    random: (octets) => randomBytes(octets),
    report: () => {},
  });
  await installPacks({ database: platform.database, now: new Date(), by: null });
  await prepare(platform);
  const ca = platform.authorities.serverCaPem;
  const server = await spawnServer(environment, ca);
  return {
    ...makeVisitors(platform),
    url: config.publicUrl,
    enrolmentUrl: config.enrolmentUrl,
    ca,
    platform,
    mails,
    async appId(code) {
      const find = "select id::text from app where code = $1";
      const [app] = await transaction(platform.database.web, (tx) => tx.rows<{ id: string }>(find, [code]));
      return app!.id;
    },
    readLog: () => readFile(join(folder, "server.log"), "utf8"),
    async stop() {
      await endServer(server);
      await close();
      await Promise.all([mails.close(), test.drop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The client of today's sources in `var/client`; nothing to do when it is there already. */
async function buildClient() {
  const script = "const { buildClient } = await import('./server/prepare.mjs'); buildClient();";
  const { VAR_FOLDER: _own, NODE_ENV: _test, ...env } = process.env; // vitest says "test", and Vite would take the slow forms of the libraries
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
}

/** Waits until every event was followed and every mail has left. */
export async function untilQuiet({ platform }: Workspace): Promise<void> {
  const count =
    "select (select count(*) from outbox)::int + (select count(*) from mail where state = 'queued')::int as left";
  const left = () => transaction(platform.database.web, (tx) => tx.rows<{ left: number }>(count));
  await until("every event followed, every mail sent", async () => (await left())[0]!.left === 0);
}
