import { createPublicKey, X509Certificate } from "node:crypto";
import { domainToASCII } from "node:url";
import { expect, test } from "vitest";
import { fingerprintFromNode } from "../../server/certificates/fingerprint.ts";
import { issueClientCertificate } from "../../server/certificates/issue-client-certificate.ts";
import { generateKeys, keyTypes } from "../../server/certificates/key-types.ts";
import { issueServerCertificate, type Authority } from "../../server/certificates/x509.ts";
import {
  inDays,
  inFolder,
  issueTo,
  makeAuthority,
  now,
  opensslIsInstalled,
  people,
  repeatableRandom,
  run,
  runAnyway,
} from "./judges.ts";

const clientCa = await makeAuthority("Client CA");
const otherCa = await makeAuthority("Client CA"); // same name, other key

/** Whether `leaf` chains to `authority` for `purpose`; without the openssl program Node judges signature and issuer. */
function chains(leaf: X509Certificate, authority: Authority, purpose: "sslclient" | "sslserver"): boolean {
  const byNode = leaf.checkIssued(authority.certificate) && leaf.verify(authority.certificate.publicKey);
  const use = purpose === "sslclient" ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1";
  if (!opensslIsInstalled) return byNode && leaf.keyUsage.includes(use);
  const files = { "ca.pem": authority.certificate.toString(), "leaf.pem": leaf.toString() };
  return inFolder(files, (folder) => {
    const at = String(Math.floor(now.getTime() / 1000));
    const args = ["verify", "-x509_strict", "-attime", at, "-purpose", purpose, "-CAfile", "ca.pem", "leaf.pem"];
    return runAnyway(folder, "openssl", ...args).isContent;
  });
}

test.each(keyTypes.flatMap((ca) => keyTypes.map((leaf) => [ca, leaf] as const)))(
  "a CA with %s signs a client certificate with %s",
  async (caKey, leafKey) => {
    const authority = await makeAuthority("CA", caKey);
    const issued = await issueTo(authority, leafKey);
    const leaf = new X509Certificate(issued.certificatePem);
    expect(chains(leaf, authority, "sslclient")).toBe(true);
    expect(leaf.checkPrivateKey(issued.privateKey)).toBe(true);
    expect(issued.privateKey.asymmetricKeyDetails).toMatchObject(
      { ec: { namedCurve: "prime256v1" }, rsa2048: { modulusLength: 2048 }, rsa3072: { modulusLength: 3072 } }[leafKey],
    );
  },
);

test("a client certificate says who, until when, for what, and agrees with the registry's facts", async () => {
  const issued = await issueTo(clientCa);
  const leaf = new X509Certificate(issued.certificatePem);
  expect(leaf.subject).toBe(`O=${people.organizationName}\nCN=${people.loginName}`);
  expect(leaf.issuer).toBe(clientCa.certificate.subject);
  expect(leaf.subjectAltName).toBe(`URI:urn:madoguchi:user:${people.userId}`);
  expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  expect(leaf.ca).toBe(false);
  expect(leaf.serialNumber.toLowerCase()).toBe(issued.serialHex);
  expect(issued.serialHex).toMatch(/^[4-7][0-9a-f]{39}$/);
  expect(fingerprintFromNode(leaf.fingerprint256)).toBe(issued.fingerprint256);
  expect(leaf.raw).toEqual(issued.der);
  expect(issued.notBefore.toISOString()).toBe("2025-01-02T00:57:03.000Z");
  expect(new Date(leaf.validFrom)).toEqual(issued.notBefore);
  expect(new Date(leaf.validTo)).toEqual(issued.notAfter);
});

test("every extension is there, the right ones critical", async () => {
  const issued = await issueTo(clientCa);
  const [leafHex, caHex] = [issued.der, clientCa.certificate.raw].map((raw) => Buffer.from(raw).toString("hex"));
  expect(leafHex).toContain("0603551d130101ff04023000"); // basic constraints: critical, nothing granted
  expect(leafHex).toContain("0603551d0f0101ff040403020780"); // key usage: critical, digital signature
  expect(leafHex).toContain("0603551d25040c300a06082b06010505070302"); // extended key usage: client
  expect(caHex).toContain("0603551d130101ff040830060101ff020100"); // a CA, path length 0
  expect(caHex).toContain("0603551d0f0101ff040403020106"); // signs certificates and lists
  if (!opensslIsInstalled) return;

  const read = (pem: string) =>
    inFolder({ "a.pem": pem }, (folder) => run(folder, "openssl", "x509", "-in", "a.pem", "-noout", "-text"));
  const [leaf, ca] = [read(issued.certificatePem), read(clientCa.certificate.toString())];
  expect(leaf).toMatch(/Version: 3/);
  expect(leaf).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
  expect(leaf).toMatch(/Key Usage: critical\s+Digital Signature\n/);
  expect(leaf).toMatch(/Extended Key Usage: \n\s+TLS Web Client Authentication\n/);
  expect(ca).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  expect(ca).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
  const authorityKey = /Authority Key Identifier: \n\s+(\S+)/.exec(leaf)?.[1];
  expect(authorityKey).toBe(/Subject Key Identifier: \n\s+(\S+)/.exec(ca)?.[1]);
});

const serverLeaf = async (names: readonly string[], authority = clientCa) => {
  const { publicKey } = await generateKeys("ec");
  return issueServerCertificate({
    authority,
    names,
    publicKey,
    notBefore: inDays(-1),
    notAfter: inDays(100),
    random: repeatableRandom(),
  });
};

test("what is refused: the wrong purpose, another CA of the same name, a client certificate as CA", async () => {
  const client = new X509Certificate((await issueTo(clientCa)).certificatePem);
  const server = await serverLeaf(["localhost"]);
  expect(chains(client, clientCa, "sslclient")).toBe(true);
  expect(chains(client, clientCa, "sslserver")).toBe(false);
  expect(chains(server, clientCa, "sslserver")).toBe(true);
  expect(chains(server, clientCa, "sslclient")).toBe(false);
  expect(chains(client, otherCa, "sslclient")).toBe(false);

  const issued = await issueTo(clientCa);
  const falseCa = { certificate: new X509Certificate(issued.certificatePem), privateKey: issued.privateKey };
  const forged = new X509Certificate((await issueTo(falseCa)).certificatePem);
  expect(chains(forged, falseCa, "sslclient")).toBe(false);
});

test("server names: hosts, a wildcard, Japanese, IPv4 and IPv6 in every spelling", async () => {
  const names = [
    "localhost",
    "*.portal.example.jp",
    "窓口.example.jp",
    "127.0.0.1",
    "::1",
    "2001:db8::8:800:200c:417a",
    "::ffff:192.0.2.1",
  ];
  const leaf = await serverLeaf(names);
  expect(leaf.checkHost("localhost")).toBe("localhost");
  expect(leaf.checkHost("a.portal.example.jp")).toBe("*.portal.example.jp");
  expect(leaf.checkHost(domainToASCII("窓口.example.jp"))).toMatch(/^xn--/);
  for (const address of ["127.0.0.1", "::1", "2001:db8::8:800:200c:417a", "::ffff:192.0.2.1"]) {
    expect(leaf.checkIP(address)).toBe(address);
  }
  expect(leaf.checkHost("example.jp")).toBeUndefined();
  expect(leaf.checkIP("127.0.0.2")).toBeUndefined();
});

test.each([[[]], [[""]], [["a b"]], [["https://localhost"]], [["localhost:8443"]], [["a,b"]], [["a..b"]], [["x\0y"]]])(
  "server names %j are refused",
  async (names) => {
    await expect(serverLeaf(names)).rejects.toThrow(RangeError);
  },
);

test.each([
  ["no login name", { subject: { loginName: "" } }],
  ["a login name of 65 characters", { subject: { loginName: "a".repeat(65) } }],
  ["a control character", { subject: { loginName: "a\nCN=b" } }],
  ["a NUL", { subject: { loginName: "tanaka\0" } }],
  ["half a character", { subject: { loginName: "a\ud842" } }],
  ["an empty user id", { userId: "" }],
  ["a user id with a separator", { userId: "a, DNS:localhost" }],
  ["a user id in Japanese", { userId: "田中" }],
  ["an end in the past", { notAfter: inDays(-1) }],
  ["an end at this moment", { notAfter: now }],
  ["an end that is no date", { notAfter: new Date("never") }],
  ["a short random source", { random: () => new Uint8Array(8) }],
])("%s is refused", async (_, wrong) => {
  const right = {
    authority: clientCa,
    subject: { loginName: "tanaka" },
    userId: "u1",
    keyType: "ec" as const,
    now,
    notAfter: inDays(365),
    random: repeatableRandom(),
  };
  await expect(issueClientCertificate(right)).resolves.toMatchObject({ notAfter: new Date("2026-01-02T01:02:03Z") });
  await expect(issueClientCertificate({ ...right, ...wrong })).rejects.toThrow(RangeError);
});

test("a certificate ends with its CA, and a long organisation name is cut, not refused", async () => {
  const authority = await makeAuthority("short-lived", "ec", inDays(10));
  const issued = await issueClientCertificate({
    authority,
    subject: { loginName: "あ".repeat(64), organizationName: "𠮷".repeat(70) },
    userId: "u1",
    keyType: "ec",
    now,
    notAfter: inDays(365),
    random: repeatableRandom(),
  });
  expect(issued.notAfter).toEqual(new Date(authority.certificate.validTo));
  expect(new X509Certificate(issued.der).subject).toBe(`O=${"𠮷".repeat(64)}\nCN=${"あ".repeat(64)}`);
});

test("no organisation leaves the part out; dates from 2050 on are written as well", async () => {
  const authority = await makeAuthority("long-lived", "ec", new Date("2060-01-01T00:00:00Z"));
  const issued = await issueClientCertificate({
    authority,
    subject: { loginName: "tanaka", organizationName: "" },
    userId: "u1",
    keyType: "ec",
    now,
    notAfter: new Date("2055-06-01T00:00:00Z"),
    random: repeatableRandom(),
  });
  const leaf = new X509Certificate(issued.der);
  expect(leaf.subject).toBe("CN=tanaka");
  expect(new Date(leaf.validTo).toISOString()).toBe("2055-06-01T00:00:00.000Z");
  expect(chains(leaf, authority, "sslclient")).toBe(true);
});

test.each([
  ["ec", "300a06082a8648ce3d040302"],
  ["rsa2048", "300d06092a864886f70d01010b0500"],
] as const)(
  "the algorithm of a CA with %s stands inside and outside, NULL for RSA only",
  async (keyType, algorithm) => {
    const { certificate } = await makeAuthority("CA", keyType);
    expect(certificate.raw.toString("hex").split(algorithm)).toHaveLength(3); // strict readers refuse other parameters
  },
);

test("every certificate has its own key and number", async () => {
  const random = repeatableRandom("two");
  const input = {
    authority: clientCa,
    subject: { loginName: "t" },
    userId: "u",
    keyType: "ec" as const,
    now,
    notAfter: inDays(9),
    random,
  };
  const [one, two] = [await issueClientCertificate(input), await issueClientCertificate(input)];
  expect(one.serialHex).not.toBe(two.serialHex);
  expect(createPublicKey(one.privateKey).equals(createPublicKey(two.privateKey))).toBe(false);
});
