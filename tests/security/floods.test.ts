import { request as httpsRequest } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { makeTurns, mostHeld, mostShared } from "../../server/http/concurrency.ts";
import { mostOfOne } from "../../server/http/connections.ts";
import { takeTurns } from "../../server/identity/login/take-turns.ts";
import { startWorld, type Somebody, type World } from "../live/two-hospitals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const header = (name: string) => Buffer.from(`${name}:wrong-password-1`).toString("base64");
const attempt = (who: Somebody, name: string) =>
  world.portal
    .client(who.certificate)
    .fetch("/k/v1/apps.json", { headers: { "x-cybozu-authorization": header(name) } });

test("invented login names are counted together: they lock, and fill no table", async () => {
  const answers = [];
  for (let at = 0; at < 14; at += 1) answers.push(await attempt(world.b, `invented-${at}`));
  expect(answers.every(({ status }) => status === 401)).toBe(true);
  expect(answers.at(-1)!.text).not.toBe(answers[0]!.text);
  const rows = await transaction(world.portal.platform.database.web, (tx) =>
    tx.query("select account from login_failure where fingerprint = $1", [world.b.certificate.fingerprint]),
  );
  expect(rows).toHaveLength(1);
});

test("who floods the log-in waits behind himself, not everybody behind him", async () => {
  const ends: (() => void)[] = [];
  const started: string[] = [];
  const work = (owner: string) =>
    takeTurns(owner, () => {
      started.push(owner);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const flood = Array.from({ length: 101 }, () => work("flooder"));
  await expect(work("flooder")).rejects.toMatchObject({ kind: "request/too-many" });
  const other = work("other");
  expect(started).toEqual(["flooder", "other"]);
  while (started.length < 102 || ends.length > 0) {
    ends.shift()?.();
    await Promise.resolve();
  }
  await Promise.all([...flood, other]);
});

test("who floods the database waits behind himself, with half of its connections at most", async () => {
  const turns = makeTurns();
  const ends: (() => void)[] = [];
  const started: number[] = [];
  const work = (user: number) =>
    turns(user, () => {
      started.push(user);
      return new Promise<void>((resolve, reject) =>
        ends.push(started.length % 2 ? resolve : () => reject(new Error())),
      );
    }).catch(() => undefined);
  const flood = (user: number) => Array.from({ length: 40 }, () => work(user));
  // Several who flood together fill the shared part, and whoever comes new is served all the same.
  const all = [...flood(1), ...flood(2), ...flood(3), work(4)];
  await Promise.resolve();
  expect(started).toEqual([...Array<number>(mostHeld).fill(1), ...Array<number>(mostShared - mostHeld).fill(2), 3, 4]);
  while (ends.length > 0) {
    ends.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
  expect(started).toHaveLength(121);
  // None of them had to wait for another to finish all.
  expect(started.slice(0, 30).filter((user) => user === 3).length).toBeGreaterThan(3);
});

test("a statement that takes too long is no fault of ours, and told as a busy server", async () => {
  const slow = transaction(world.portal.platform.database.web, async (tx) => {
    await tx.execute("set local statement_timeout = 20");
    await tx.query("select pg_sleep(5)");
  });
  await expect(slow).rejects.toMatchObject({ kind: "server/busy" });
});

test("a check that fails lets the next one in", async () => {
  const failing = takeTurns("somebody", () => Promise.reject(new Error("broken")));
  const next = takeTurns("somebody", () => Promise.resolve("in"));
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("in");
});

test("a certificate holds a bounded number of connections, and keeps nobody else out", async () => {
  const { portal, a, b } = world;
  const { cert, key } = b.certificate;
  const { port } = new URL(portal.url);
  const open = () =>
    new Promise<TLSSocket>((resolve) => {
      const socket = connect({ host: "localhost", port: Number(port), ca: portal.ca, cert, key }, () =>
        resolve(socket),
      );
      socket.on("error", () => resolve(socket)).on("data", () => undefined);
    });
  const sockets: TLSSocket[] = [];
  while (sockets.length < mostOfOne + 5) sockets.push(...(await Promise.all(Array.from({ length: 5 }, open))));
  await expect.poll(() => sockets.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(mostOfOne);
  expect((await a.get("/k/v1/apps.json")).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await b.get("/k/v1/apps.json").catch(() => undefined))?.status).toBe(200);
});

test.each([
  ["uploads", "/k/v1/file.json", "multipart/form-data; boundary=x"],
  ["other bodies", "/k/v1/record/comment.json", "application/json"],
])("%s that break off leave no request running and no line in the log", async (_name, path, type) => {
  const { portal, a } = world;
  const breakOff = (afterMs: number) =>
    new Promise<void>((resolve) => {
      const request = httpsRequest(new URL(path, portal.url), {
        method: "POST",
        agent: false,
        ca: portal.ca,
        cert: a.certificate.cert,
        key: a.certificate.key,
        headers: {
          cookie: a.cookie,
          "x-madoguchi-token": a.token,
          "content-type": type,
          "content-length": "100000",
        },
      });
      request.on("error", () => undefined);
      request.once("socket", (socket) =>
        socket.once("secureConnect", () => {
          request.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc');
          setTimeout(() => {
            request.destroy();
            resolve();
          }, afterMs);
        }),
      );
    });
  for (let at = 0; at < 24; at += 1) await breakOff(at % 8);
  await expect
    .poll(async () => (await a.get("/portal/v1/notifications/count.json")).headers["x-concurrencylimit-running"])
    .toBe("1");
  expect(portal.logged.filter((line) => line.includes("unexpected"))).toEqual([]);
});
