import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { transaction } from "../../server/database.ts";
import { startForwarder } from "../../server/forward/forward.ts";
import { readForwardCommand } from "../../server/forward/main.ts";
import { hashPassword } from "../../server/identity/login/hash-password.ts";
import { definitionOf } from "../records/workspace.ts";
import { addPeople, startPortal, type IssuedCertificate, type TestPortal } from "../support/portal.ts";

let portal: TestPortal;
let sato: IssuedCertificate;
let server: Server;
let port: number;
const password = "correct horse 7";

beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) => {
      await addPeople(platform, [{ code: "sato" }]);
      const hash = await hashPassword(password, platform.random);
      await transaction(platform.database.web, (tx) =>
        tx.execute("update user_account set password_hash = $1", [hash]),
      );
      const definition = definitionOf("orders", { title: { type: "SINGLE_LINE_TEXT" } });
      await deployApps({ database: platform.database, now: platform.clock() }, [{ definition }]);
    },
  });
  sato = await portal.issue("sato");
  server = await startForwarder({ to: portal.url, port: 0, pfx: sato.pfx, password: sato.password, ca: portal.ca });
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server?.close();
  await portal?.stop();
});

function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: "127.0.0.1", port, path, headers, agent: false }, (answer) => {
      let body = "";
      answer.on("data", (chunk: Buffer) => (body += chunk.toString()));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

test("a client that knows no certificates works through it with its password", async () => {
  const client = new KintoneRestAPIClient({
    baseUrl: `http://localhost:${port}`,
    auth: { username: "sato", password },
  });
  const { apps } = await client.app.getApps({});
  const app = apps[0]!.appId;
  const { id } = await client.record.addRecord({ app, record: { title: { value: "転送" } } });
  expect((await client.record.getRecord({ app, id })).record["title"]?.value).toBe("転送");
  const { fileKey } = await client.file.uploadFile({ file: { name: "メモ.txt", data: "本文" } });
  expect(fileKey).toMatch(/./);
});

test("it adds the certificate and nothing else", async () => {
  const { status, body } = await get("/k/v1/apps.json");
  expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([401, "CB_AU01"]);
});

test("it listens on this machine only, and for programs only", async () => {
  expect((server.address() as AddressInfo).address).toBe("127.0.0.1");
  const refused = [{ host: "evil.example" }, { origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }];
  for (const headers of refused)
    expect([headers, (await get("/k/v1/apps.json", headers)).status]).toEqual([headers, 403]);
});

test("a portal that is not there is told in JSON", async () => {
  const lost = await startForwarder({ to: "https://127.0.0.1:1", port: 0, pfx: sato.pfx, password: sato.password });
  const answer = await fetch(`http://127.0.0.1:${(lost.address() as AddressInfo).port}/`, {
    headers: { connection: "close" },
  });
  // Node's own fetch marks its requests as a browser does.
  expect([403, 502]).toContain(answer.status);
  expect(await answer.json()).toMatchObject({ code: "MG_FW01" });
  lost.close();
});

test("the command reads its files and refuses with a sentence", async () => {
  const folder = await mkdtemp(join(tmpdir(), "madoguchi-forward-"));
  await writeFile(join(folder, "me.p12"), sato.pfx);
  await writeFile(join(folder, "password"), `${sato.password}\n`);
  const good = ["--p12", "me.p12", "--password-file", "password", "--to", portal.url];
  expect(await readForwardCommand(good, folder)).toEqual({
    to: portal.url,
    port: 8080,
    pfx: sato.pfx,
    password: sato.password,
  });
  const bad: [string[], RegExp][] = [
    [[], /^Usage/],
    [[...good, "--what"], /what/],
    [[...good, "--to", "http://localhost"], /https/],
    [[...good, "--port", "99999"], /port/],
    [[...good, "--p12", "gone.p12"], /gone\.p12/],
  ];
  for (const [args, sentence] of bad) await expect(readForwardCommand(args, folder)).rejects.toThrow(sentence);
  await rm(folder, { recursive: true });
});
