import { verify } from "node:crypto";
import { expect, test } from "vitest";
import { createRevocationList, revocationListPem, type RevokedCertificate } from "../../server/certificates/crl.ts";
import { elementsIn } from "../../server/certificates/der.ts";
import { makeRevocationListSource } from "../../server/certificates/publish-crl.ts";
import type { Transaction } from "../../server/database.ts";
import { keyTypes } from "../../server/certificates/key-types.ts";
import {
  inDays,
  inFolder,
  issueTo,
  makeAuthority,
  now,
  opensslIsInstalled,
  run,
  runAnyway,
  yearsLater,
} from "./judges.ts";
import type { Authority } from "../../server/certificates/x509.ts";
import { handshake } from "./handshake.ts";

const authority = await makeAuthority("Client CA");
const [good, bad] = [await issueTo(authority, "ec", "good"), await issueTo(authority, "ec", "bad")];

const listOf = (revoked: readonly RevokedCertificate[], from = authority, number = 7) =>
  revocationListPem(createRevocationList({ authority: from, number, revoked, now, nextUpdate: yearsLater }));

const revoked = (serialHex: string, reason: RevokedCertificate["reason"] = "superseded") => ({
  serialHex,
  revokedAt: inDays(-1),
  reason,
});

test.each(keyTypes)("the signature of a CA with %s holds, and not with one octet changed", async (keyType) => {
  const ca = await makeAuthority("CA", keyType);
  const list = createRevocationList({
    authority: ca,
    number: 7,
    revoked: [revoked("4a")],
    now,
    nextUpdate: yearsLater,
  });
  const changed = list.with(Buffer.from(list).indexOf("02014a", "hex") + 2, 0x4b);
  expect([signatureHolds(list, ca), signatureHolds(changed, ca)]).toEqual([true, false]);
});

/** By OpenSSL; without the program by node:crypto. */
function signatureHolds(list: Uint8Array, { certificate }: Authority): boolean {
  if (!opensslIsInstalled) {
    const [body, , signature] = elementsIn(list);
    return verify("sha256", body!, certificate.publicKey, contentOf(signature!));
  }
  const files = { "ca.pem": certificate.toString(), "list.pem": revocationListPem(list) };
  const args = ["crl", "-in", "list.pem", "-CAfile", "ca.pem", "-noout", "-verify"];
  return inFolder(files, (folder) => runAnyway(folder, "openssl", ...args)).said.includes("verify OK");
}

/** What a BIT STRING holds after its header and the octet that counts unused bits. */
const contentOf = (bits: Uint8Array) => bits.subarray(bits[1]! < 0x80 ? 3 : 3 + (bits[1]! & 0x7f));

test("the list says version, number, dates, serial numbers and reasons", () => {
  const list = createRevocationList({
    authority,
    number: 300,
    revoked: [revoked(bad.serialHex, "keyCompromise"), revoked("00ff", "unspecified")],
    now,
    nextUpdate: yearsLater,
  });
  const hex = Buffer.from(list).toString("hex");
  expect(hex).toContain(`0214${bad.serialHex}`);
  expect(hex).toContain("020200ff");
  expect(hex.split("0603551d15")).toHaveLength(2); // one reason: "unspecified" is left out
  if (!opensslIsInstalled) return;

  const files = { "list.pem": revocationListPem(list) };
  const text = inFolder(files, (folder) => run(folder, "openssl", "crl", "-in", "list.pem", "-noout", "-text"));
  expect(text).toMatch(/Version 2/);
  expect(text).toMatch(/CRL Number: \n\s+300/);
  expect(text).toContain("Last Update: Jan  2 01:02:03 2025 GMT");
  expect(text).toContain(`Serial Number: ${bad.serialHex.toUpperCase()}`);
  expect(text).toMatch(/CRL Reason Code: \n\s+Key Compromise/);
  expect(text).toMatch(/Serial Number: FF\n/);
});

test.each([
  ["good", good, true],
  ["bad", bad, false],
])("the verdict on the %s certificate, by OpenSSL or else by Node's door", async (_, person, expected) => {
  const { isContent, said } = await verdictOn(person, listOf([revoked(bad.serialHex)]));
  expect(isContent).toBe(expected);
  if (!expected) expect(said).toMatch(/certificate revoked|CERT_REVOKED/);
});

async function verdictOn({ certificatePem, privateKey }: typeof good, list: string) {
  if (!opensslIsInstalled) {
    const verdict = await handshake({ clientAuthority: authority, crl: list, cert: certificatePem, key: privateKey });
    return { isContent: verdict.isAuthorized, said: String(verdict.reason) };
  }
  const files = { "ca.pem": authority.certificate.toString(), "leaf.pem": certificatePem, "list.pem": list };
  const args = ["verify", "-crl_check", "-CRLfile", "list.pem", "-CAfile", "ca.pem", "leaf.pem"];
  return inFolder(files, (folder) => runAnyway(folder, "openssl", ...args));
}

test.each(keyTypes)(
  "Node's verdict at the door, CA with %s: revoked by the list, let in by an empty one",
  async (keyType) => {
    const authority = await makeAuthority("Client CA", keyType);
    const [good, bad] = [await issueTo(authority, "ec", "good"), await issueTo(authority, "ec", "bad")];
    const ask = (person: typeof good, crl: string) =>
      handshake({ clientAuthority: authority, crl, cert: person.certificatePem, key: person.privateKey });
    const list = listOf([revoked(bad.serialHex)], authority);
    expect(await ask(bad, list)).toMatchObject({ isAuthorized: false, reason: "CERT_REVOKED" });
    expect(await ask(good, list)).toMatchObject({ isAuthorized: true });
    expect(await ask(bad, listOf([], authority))).toMatchObject({ isAuthorized: true });
  },
);

test("an empty list has no list of revoked certificates, which must not be empty", () => {
  const list = createRevocationList({ authority, number: 1, revoked: [], now, nextUpdate: inDays(1) });
  const parts = elementsIn(elementsIn(list)[0]!);
  expect(parts.map(([tag]) => tag)).toEqual([0x02, 0x30, 0x30, 0x17, 0x17, 0xa0]); // RFC 5280 section 5.1.2.6
});

test("five thousand entries are written in time that grows with their number only", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => revoked((0x4000_0000 + index).toString(16)));
  const started = performance.now();
  const list = listOf(many);
  expect(performance.now() - started).toBeLessThan(15_000);
  if (!opensslIsInstalled) return expect(list.length).toBeGreaterThan(5_000 * 30);
  const text = inFolder({ "list.pem": list }, (folder) =>
    run(folder, "openssl", "crl", "-in", "list.pem", "-noout", "-text"),
  );
  expect(text.match(/Serial Number/g)).toHaveLength(5_000);
});

test.each([
  ["", inDays(1)],
  ["4A", inDays(1)],
  ["4", inDays(1)],
  ["00".repeat(21), inDays(1)],
  ["4a", now],
  ["4a", inDays(-1)],
])("serial %j until %s is refused", (serialHex, nextUpdate) => {
  expect(() => createRevocationList({ authority, number: 1, revoked: [revoked(serialHex)], now, nextUpdate })).toThrow(
    RangeError,
  );
});

test("the published list is read once in ten seconds, anew after them, and after a failure at once", async () => {
  const published = makeRevocationListSource(authority);
  let reads = 0;
  const tx = { rows: () => Promise.resolve([]) } as unknown as Transaction;
  const read = <Result>(work: (tx: Transaction) => Promise<Result>) => {
    reads += 1;
    return reads === 1 ? Promise.reject(new Error("no database")) : work(tx);
  };
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  await expect(published(read, now)).rejects.toThrow("no database");
  const first = await published(read, now);
  expect(await published(read, at(9))).toBe(first);
  expect(reads).toBe(2);
  expect(await published(read, at(10))).not.toBe(first);
  expect(reads).toBe(3);
});
