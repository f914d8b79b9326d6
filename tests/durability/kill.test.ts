import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installPacks } from "../../server/apps/deploy/install-packs.ts";
import { readConfig, type Config } from "../../server/config.ts";
import { connectDatabase, transaction } from "../../server/database.ts";
import { messageId } from "../../server/mail/open-mailer.ts";
import { openPlatform } from "../../server/open-platform.ts";
import type { Client } from "../support/client.ts";
import { addPeople } from "../support/portal.ts";
import { endServer, ownEnvironment, spawnServer } from "../support/server-process.ts";
import { startMailServer, type TestMailServer } from "../support/smtp-server.ts";
import { until } from "../support/until.ts";
import { makeVisitors } from "../support/visitors.ts";
import { compareWrites, makeWriter, type Writer } from "./writers.ts";

const kills = ["server", "database", "server", "database", "both"] as const;
/** How long is written between two kills; uneven, so that no kill meets the same moment. */
const pausesMs = [1_400, 2_300, 900, 1_700, 1_200];

let folder: string;
let config: Config;
let ca: string;
let environment: Record<string, string>;
let mails: TestMailServer;
let server: ChildProcess | undefined;
let client: Client;
let app: string;

beforeAll(async () => {
  mails = await startMailServer();
  environment = await ownEnvironment({ SMTP_URL: mails.url });
  folder = environment["VAR_FOLDER"]!;
  config = readConfig(environment);
  const random = (octets: number) => randomBytes(octets);
  const { platform, close } = await openPlatform(config, { clock: () => new Date(), random, report: () => {} });
  const { apps } = await installPacks({ database: platform.database, now: new Date(), by: null });
  app = String(apps.find(({ code }) => code === "hospital")!.id);
  await addPeople(platform, [
    { code: "sato", organizations: ["office"], groups: ["secretariat"] },
    { code: "hp0001", organizations: ["a-hospital"], groups: ["hospitals"] },
  ]);
  client = await makeVisitors(platform).login("sato");
  ca = platform.authorities.serverCaPem;
  await close();
});

afterAll(async () => {
  if (server) await endServer(server);
  await mails?.close();
  await rm(folder, { recursive: true, force: true });
});

async function startServer() {
  server = await spawnServer(environment, ca);
  await untilAnswering();
}

async function untilAnswering() {
  await until("the server answers", async () => (await client.get("/portal/v1/session.json")).status === 200);
}

async function postmaster() {
  const lines = (await readFile(join(folder, "postgres/data/postmaster.pid"), "utf8")).split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

async function kill(whom: (typeof kills)[number]) {
  const running = server!;
  const exit = once(running, "exit");
  if (whom !== "server") process.kill((await postmaster()).pid, "SIGKILL");
  if (whom === "database") return;
  running.kill("SIGKILL");
  await exit;
}

/** What the database says, asked as its owner while the server runs. */
async function ask<Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
  const password = (await readFile(join(folder, "postgres/owner-password"), "utf8")).trim();
  const url = `postgres://madoguchi:${password}@127.0.0.1:${(await postmaster()).port}/madoguchi`;
  const database = connectDatabase({ ownerUrl: url, webUrl: url });
  try {
    return await transaction(database.owner, (tx) => tx.rows<Row>(statement, values));
  } finally {
    await database.close();
  }
}

test("what was acknowledged is there exactly once, whoever is killed", { timeout: 300_000 }, async () => {
  await startServer();
  const writers = [
    makeWriter.ofRecords(client, app),
    makeWriter.ofEdits(client, app),
    makeWriter.ofComments(client, app),
  ];
  for (const [round, whom] of kills.entries()) {
    const writing = new AbortController();
    const ended = Promise.all(writers.map((writer) => writer.write(writing.signal)));
    await wait(pausesMs[round]);
    await until("each writer was answered", async () =>
      writers.every((writer) => acknowledged(writer) > (round + 1) * 2),
    );
    await kill(whom);
    writing.abort();
    await ended;
    if (whom === "database") await untilAnswering();
    else await startServer();
  }

  // What was in hand when its process died waits for its lease to end; that time is made to pass.
  await until("outbox and mails drained", async () => {
    await ask("update outbox set not_before = now() where not_before > now()");
    await ask("update mail set not_before = now() where state = 'queued' and not_before > now()");
    const [left] = await ask<{ count: number }>(
      "select (select count(*) from outbox)::int + (select count(*) from mail where state <> 'sent')::int as count",
    );
    return left!.count === 0;
  });

  for (const writer of writers) {
    const comparison = compareWrites(writer.attempts, await writer.readAll());
    expect({ what: writer.what, ...comparison }).toEqual({ what: writer.what, lost: [], doubled: [], unknown: [] });
    expect(acknowledged(writer), `${writer.what}: too few writes to say anything`).toBeGreaterThan(10);
  }
  await expectAgreement();
  await expectMails(writers[2]!);
});

const acknowledged = ({ attempts }: Writer) =>
  [...attempts.values()].filter((outcome) => outcome === "acknowledged").length;

/** Record, history and events tell the same story, revision by revision. */
async function expectAgreement() {
  const records = await ask<{ record_id: string; revision: number }>(
    `select record_id::text, max(revision) as revision from history where app_id = $1 group by record_id`,
    [app],
  );
  for (const table of ["history", "event"]) {
    const counted = await ask<{ record_id: string; revision: number; count: number }>(
      `select record_id::text, revision, count(*)::int from ${table}
       where app_id = $1 and revision is not null ${table === "event" ? "and type like 'record/%'" : ""}
       group by record_id, revision`,
      [app],
    );
    const expected = records.reduce((sum, { revision }) => sum + revision, 0);
    expect([table, counted.length, counted.filter(({ count }) => count !== 1)]).toEqual([table, expected, []]);
  }
  const shown = new Map<string, number>();
  for (const record of await readRecords()) shown.set(record.$id.value, Number(record.$revision.value));
  expect(shown).toEqual(new Map(records.map(({ record_id, revision }) => [record_id, revision])));
}

async function readRecords() {
  const all: { $id: { value: string }; $revision: { value: string } }[] = [];
  for (;;) {
    const query = `order by $id asc limit 500 offset ${all.length}`;
    const { records } = (await client.get("/k/v1/records.json", { app, query })).json<{ records: typeof all }>();
    all.push(...records);
    if (records.length < 500) return all;
  }
}

/** Every comment told the hospital once, and every mail left at least once under its own Message-ID. */
async function expectMails(comments: Writer) {
  const events = await ask<{ notified: number }>(
    `select (select count(*) from notification n where n.event_id = e.id)::int as notified
     from event e where type = 'comment/posted' and app_id = $1`,
    [app],
  );
  expect(events.length).toBe((await comments.readAll()).length);
  expect(events.every(({ notified }) => notified >= 1)).toBe(true);

  const kept = await ask<{ key: string }>("select key from mail");
  expect(kept.length).toBeGreaterThan(0);
  const arrived = new Map<string, number>();
  for (const { messageId: id } of mails.mails) arrived.set(id!, (arrived.get(id!) ?? 0) + 1);
  const expected = kept.map(({ key }) => messageId(key, config.mailFrom));
  expect(new Set(expected).size).toBe(kept.length);
  expect([...arrived.keys()].sort()).toEqual(expected.sort());
  // A server that dies between sending and noting sends again: at most what it had in hand.
  const repeated = [...arrived.values()].filter((count) => count > 1).length;
  expect(repeated).toBeLessThanOrEqual(kills.length * 10);
}
