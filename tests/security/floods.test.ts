import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
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
  const flooder = await world.login("hosp-a2");
  const flood = Array.from({ length: 60 }, () => attempt(flooder, "hosp-a2"));
  const startedAt = performance.now();
  expect((await attempt(world.a, "hosp-a")).status).toBe(401);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  for (const answer of await Promise.all(flood)) expect([401, 429]).toContain(answer.status);
});

test("uploads that break off leave no request running", async () => {
  const { portal, a } = world;
  const breakOff = (afterMs: number) =>
    new Promise<void>((resolve) => {
      const request = httpsRequest(new URL("/k/v1/file.json", portal.url), {
        method: "POST",
        agent: false,
        ca: portal.ca,
        cert: a.certificate.cert,
        key: a.certificate.key,
        headers: {
          cookie: a.cookie,
          "x-madoguchi-token": a.token,
          "content-type": "multipart/form-data; boundary=x",
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
});
