import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadOrCreateAuthorities } from "../../server/certificates/authorities.ts";
import { inDays, issueTo, now, repeatableRandom } from "./judges.ts";

let parent = "";
let folder = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "authorities-"));
  folder = join(parent, "var", "pki");
});
afterEach(() => rm(parent, { recursive: true }));

const names = ["localhost", "127.0.0.1", "::1"];
const load = (change: { serverNames?: readonly string[]; now?: Date } = {}) =>
  loadOrCreateAuthorities({
    folder,
    serverNames: names,
    now,
    random: repeatableRandom(String(change.now?.getTime())),
    ...change,
  });

test("the first call makes everything, private keys for the owner only", async () => {
  const made = await load();
  expect((await readdir(folder)).sort()).toEqual([
    "client-ca.key.pem",
    "client-ca.pem",
    "server-ca.key.pem",
    "server-ca.pem",
    "server.key.pem",
    "server.pem",
  ]);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const file of ["client-ca", "server-ca", "server"]) {
    expect((await stat(join(folder, `${file}.key.pem`))).mode & 0o777).toBe(0o600);
  }
  const server = new X509Certificate(made.server.certificatePem);
  expect(server.verify(made.serverAuthority.certificate.publicKey)).toBe(true);
  expect(server.verify(made.clientAuthority.certificate.publicKey)).toBe(false);
  expect(server.checkHost("localhost")).toBe("localhost");
  expect(server.checkIP("::1")).toBe("::1");
  expect(made.server.notAfter).toEqual(new Date(server.validTo));
  expect(made.clientCaPem).not.toBe(made.serverCaPem);
  expect(made.clientAuthority.certificate.ca).toBe(true);
});

test("the second call reads the same, and what the first signed still chains", async () => {
  const first = await load();
  const issued = await issueTo(first.clientAuthority);
  const second = await load({ now: inDays(1) });
  expect(second.clientCaPem).toBe(first.clientCaPem);
  expect(second.serverCaPem).toBe(first.serverCaPem);
  expect(second.server).toEqual(first.server);
  expect(new X509Certificate(issued.der).verify(second.clientAuthority.certificate.publicKey)).toBe(true);
});

test.each([
  ["same names, next day", names, inDays(1), false],
  ["31 days left", names, inDays(397 - 31), false],
  ["29 days left", names, inDays(397 - 29), true],
  ["already expired", names, inDays(500), true],
  ["a name more", [...names, "portal.example.jp"], inDays(1), true],
  ["a name less", ["localhost", "127.0.0.1"], inDays(1), true],
  ["another name", ["portal.example.jp"], inDays(1), true],
])("the server's certificate after: %s", async (_, serverNames, later, isRenewed) => {
  const first = await load();
  const second = await load({ serverNames, now: later });
  expect(second.server.certificatePem !== first.server.certificatePem).toBe(isRenewed);
  expect(second.server.privateKeyPem).toBe(first.server.privateKeyPem);
  expect(second.serverCaPem).toBe(first.serverCaPem);
  const server = new X509Certificate(second.server.certificatePem);
  expect(server.verify(second.serverAuthority.certificate.publicKey)).toBe(true);
  expect(second.server.notAfter.getTime()).toBeGreaterThan(later.getTime());
});

test.each(["server-ca.pem", "client-ca.pem", "server.pem", "server.key.pem"])(
  "without %s, as after a start cut off half-way, the next start completes the set",
  async (file) => {
    const first = await load();
    const issued = await issueTo(first.clientAuthority);
    await unlink(join(folder, file));
    await writeFile(join(folder, `${file}.new`), "half a fi", { mode: 0o644 });
    const second = await load();
    expect(new X509Certificate(issued.der).checkIssued(second.clientAuthority.certificate)).toBe(true);
    const server = new X509Certificate(second.server.certificatePem);
    expect(server.verify(second.serverAuthority.certificate.publicKey)).toBe(true);
    expect(server.checkPrivateKey(createPrivateKey(second.server.privateKeyPem))).toBe(true);
    expect(await load()).toMatchObject({ server: second.server, clientCaPem: second.clientCaPem });
    expect((await stat(join(folder, "server.key.pem"))).mode & 0o777).toBe(0o600);
  },
);

test.each(["server-ca", "client-ca"])("a lost or foreign key of %s stops the start and changes nothing", async (ca) => {
  await load();
  const certificate = await readFile(join(folder, `${ca}.pem`), "utf8");
  await writeFile(join(folder, `${ca}.key.pem`), await readFile(join(folder, "server.key.pem")));
  await expect(load()).rejects.toThrow(/does not belong to/);
  await unlink(join(folder, `${ca}.key.pem`));
  await expect(load()).rejects.toThrow(/is missing: restore it/);
  expect(await readFile(join(folder, `${ca}.pem`), "utf8")).toBe(certificate);
});

test("a new server CA makes a new server certificate", async () => {
  const first = await load();
  await unlink(join(folder, "server-ca.pem"));
  await unlink(join(folder, "server-ca.key.pem"));
  const second = await load();
  expect(new X509Certificate(first.server.certificatePem).verify(second.serverAuthority.certificate.publicKey)).toBe(
    false,
  );
  expect(new X509Certificate(second.server.certificatePem).verify(second.serverAuthority.certificate.publicKey)).toBe(
    true,
  );
  expect(second.clientCaPem).toBe(first.clientCaPem);
});

test("an expired CA stops the start with a sentence", async () => {
  await load();
  await expect(load({ now: inDays(3_653) })).rejects.toThrow(/server-ca\.pem has expired/);
});

test("two installations have authorities of different names", async () => {
  const first = await load();
  folder = join(parent, "second");
  const second = await load();
  expect(second.clientAuthority.certificate.subject).not.toBe(first.clientAuthority.certificate.subject);
  expect(second.clientAuthority.certificate.toLegacyObject().subject).toMatchObject({ CN: "Madoguchi Client CA" });
});
