import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadOrCreateAuthorities, type Authorities } from "../../server/certificates/authorities.ts";
import { issueClientCertificate } from "../../server/certificates/issue-client-certificate.ts";
import { createPkcs12 } from "../../server/certificates/pkcs12.ts";
import { certificateWay, makePersonalBrowser, type PersonalBrowser } from "../support/nss-browser.ts";

const random = (octets: number) => randomBytes(octets);
const now = new Date();

let folder: string;
let authorities: Authorities;
let server: Server;
let origin: string;
let browser: PersonalBrowser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "madoguchi-"));
  authorities = await loadOrCreateAuthorities({ folder, serverNames: ["localhost"], now, random });
  server = createServer(
    {
      key: authorities.server.privateKeyPem,
      cert: authorities.server.certificatePem,
      ca: authorities.clientCaPem,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const presented = (request.socket as TLSSocket).getPeerX509Certificate();
      response.end(presented ? presented.subject : "missing");
    },
  );
  await new Promise<void>((resolve) => server.listen(0, resolve));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  browser = await makePersonalBrowser({ origin, ca: authorities.serverCaPem });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

test(`a browser presents a certificate ${certificateWay}, once it was imported and the browser restarted`, async () => {
  const before = await (await browser.restart()).newPage();
  await before.goto(origin);
  expect(await before.textContent("body")).toBe("missing");

  const issued = await issueClientCertificate({
    authority: authorities.clientAuthority,
    subject: { loginName: "hp0001" },
    userId: "1",
    keyType: "ec",
    now,
    notAfter: new Date(now.getTime() + 86_400_000),
    random,
  });
  const { privateKey, der: certificate } = issued;
  const bag = {
    certificate,
    privateKey,
    friendlyName: "東京 花子",
    password: "secret-secret",
    profile: "compat",
    random,
  } as const;
  await browser.importCertificate(Buffer.from(createPkcs12(bag)), "secret-secret");

  const after = await (await browser.restart()).newPage();
  await after.goto(origin);
  expect(await after.textContent("body")).toContain("CN=hp0001");
});
