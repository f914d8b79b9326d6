import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectDatabase, transaction } from "../server/database.ts";
import { startDatabase, type EmbeddedDatabase } from "../server/embedded-postgres.ts";
import { until } from "./support/until.ts";

let folder: string;
let running: EmbeddedDatabase | undefined;
beforeEach(async () => {
  folder = await mkdtemp(resolve("var/postgres-"));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(report: (sentence: string) => void = () => {}) {
  running = await startDatabase({ folder, report });
  return running;
}

async function ask(url: string, statement: string, report?: (error: Error) => void) {
  const database = connectDatabase({ ownerUrl: url, webUrl: url, ...(report && { report }) });
  try {
    return await transaction(database.owner, (tx) => tx.query(statement));
  } finally {
    await database.close();
  }
}

const postmaster = async () => Number((await readFile(join(folder, "data/postmaster.pid"), "utf8")).split("\n")[0]);

const isGone = (pid: number) =>
  readFile(`/proc/${pid}/cmdline`, "utf8").then(
    (command) => command === "",
    () => true,
  );

test("sorts by code point, keeps UTF-8, is durable, listens on this machine only and asks for a password", async () => {
  const { ownerUrl } = await start();
  const [settings] = await ask(
    ownerUrl,
    `select current_setting('fsync') as fsync, current_setting('listen_addresses') as at, datlocprovider as provider,
       datlocale as locale, current_setting('server_encoding') as encoding, current_setting('data_checksums') as sums
     from pg_database where datname = current_database()`,
  );
  expect(settings).toEqual({
    fsync: "on",
    at: "127.0.0.1",
    provider: "b",
    locale: "C.UTF-8",
    encoding: "UTF8",
    sums: "on",
  });
  // Met at a socket in the folder that nobody else may enter.
  expect(new URL(ownerUrl).searchParams.get("host")).toBe(process.platform === "win32" ? null : join(folder, "data"));
  expect((await stat(join(folder, "data"))).mode & 0o077).toBe(0);
  const wrong = new URL(ownerUrl);
  wrong.password = "wrong";
  const reported: string[] = [];
  await expect(ask(wrong.href, "select 1", ({ message }) => reported.push(message))).rejects.toThrow("server/busy");
  expect(reported).toEqual([expect.stringMatching(/password authentication failed/)]);
  expect((await stat(join(folder, "owner-password"))).mode & 0o777).toBe(0o600);
});

test("a second start finds the data and the note of a process that is long gone", async () => {
  const first = await start();
  await ask(first.ownerUrl, "create table kept as select 'やあ' as word");
  await first.stop();
  await writeFile(join(folder, "data/postmaster.pid"), `${process.pid}\n${folder}/data\n1\n5432\n\n\n\nready\n`);
  const { ownerUrl } = await start();
  expect(await ask(ownerUrl, "select word from kept")).toEqual([{ word: "やあ" }]);
});

test("refuses a folder on which another one runs", async () => {
  await start();
  await expect(startDatabase({ folder })).rejects.toThrow("Another Madoguchi");
});

test("starts again by itself when it is killed, with what was committed", async () => {
  const sentences: string[] = [];
  const { ownerUrl } = await start((sentence) => sentences.push(sentence));
  await ask(ownerUrl, "create table kept as select 1 as one");
  process.kill(await postmaster(), "SIGKILL");
  await until("it answers again", async () => (await ask(ownerUrl, "select one from kept")).length === 1);
  // Its orphans may need more than one try before they notice.
  expect(sentences.length).toBeGreaterThan(0);
  for (const sentence of sentences) expect(sentence).toContain("starting it again");
});

test.runIf(process.platform === "linux")("goes down when the one who started it is killed", async () => {
  const program = resolve("server/embedded-postgres.ts");
  const code = `const { startDatabase } = await import(${JSON.stringify(program)});
    await startDatabase({ folder: ${JSON.stringify(folder)} });
    console.log("ready"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const pid = await postmaster();
  expect(await isGone(pid)).toBe(false);
  child.kill("SIGKILL");
  await until("PostgreSQL is gone", () => isGone(pid));
  const { ownerUrl } = await start();
  expect(await ask(ownerUrl, "select 1 as one")).toEqual([{ one: "1" }]);
});

test("a folder too deep for a socket is served all the same; data of another major version are left alone", async () => {
  const deep = join(folder, "deep".repeat(30));
  running = await startDatabase({ folder: deep });
  expect(new URL(running.ownerUrl).searchParams.get("host")).toBeNull();
  expect(await ask(running.ownerUrl, "select 1 as one")).toEqual([{ one: "1" }]);
  await running.stop();
  await writeFile(join(deep, "data/PG_VERSION"), "17\n");
  await expect(startDatabase({ folder: deep })).rejects.toThrow("were written by PostgreSQL 17; this is 18");
});
