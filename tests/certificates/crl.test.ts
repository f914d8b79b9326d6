import { expect, test } from "vitest";
import { createRevocationList, revocationListPem, type RevokedCertificate } from "../../server/certificates/crl.ts";
import { elementsIn } from "../../server/certificates/der.ts";
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

test.runIf(opensslIsInstalled).each(keyTypes)("OpenSSL accepts the signature of a CA with %s", async (keyType) => {
  const ca = await makeAuthority("CA", keyType);
  const files = { "ca.pem": ca.certificate.toString(), "list.pem": listOf([revoked("4a")], ca) };
  const { isContent, said } = inFolder(files, (folder) =>
    runAnyway(folder, "openssl", "crl", "-in", "list.pem", "-CAfile", "ca.pem", "-noout", "-verify"),
  );
  expect(said).toContain("verify OK");
  expect(isContent).toBe(true);
});

test.runIf(opensslIsInstalled)("OpenSSL reads version, number, dates, serial numbers and reasons", () => {
  const list = listOf([revoked(bad.serialHex, "keyCompromise"), revoked("00ff", "unspecified")], authority, 300);
  const text = inFolder({ "list.pem": list }, (folder) =>
    run(folder, "openssl", "crl", "-in", "list.pem", "-noout", "-text"),
  );
  expect(text).toMatch(/Version 2/);
  expect(text).toMatch(/CRL Number: \n\s+300/);
  expect(text).toContain("Last Update: Jan  2 01:02:03 2025 GMT");
  expect(text).toContain(`Serial Number: ${bad.serialHex.toUpperCase()}`);
  expect(text).toMatch(/CRL Reason Code: \n\s+Key Compromise/);
  expect(text.match(/Reason Code/g)).toHaveLength(1); // "unspecified" is left out
  expect(text).toMatch(/Serial Number: FF\n/);
});

test.runIf(opensslIsInstalled).each([
  ["good", good, true],
  ["bad", bad, false],
])("OpenSSL's verdict on the %s certificate", (_, { certificatePem }, expected) => {
  const files = {
    "ca.pem": authority.certificate.toString(),
    "leaf.pem": certificatePem,
    "list.pem": listOf([revoked(bad.serialHex)]),
  };
  const at = String(Math.floor(now.getTime() / 1000) + 1);
  const { isContent, said } = inFolder(files, (folder) =>
    runAnyway(
      folder,
      "openssl",
      "verify",
      "-attime",
      at,
      "-crl_check",
      "-CRLfile",
      "list.pem",
      "-CAfile",
      "ca.pem",
      "leaf.pem",
    ),
  );
  expect(isContent).toBe(expected);
  if (!expected) expect(said).toContain("certificate revoked");
});

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

test("five thousand entries are written in well under a second", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => revoked((0x4000_0000 + index).toString(16)));
  const started = performance.now();
  const list = listOf(many);
  expect(performance.now() - started).toBeLessThan(1_000);
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
