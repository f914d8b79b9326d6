import { execFileSync, spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { generateKeys, type KeyType } from "../../server/certificates/key-types.ts";
import { issueClientCertificate } from "../../server/certificates/issue-client-certificate.ts";
import { issueAuthority, type Authority } from "../../server/certificates/x509.ts";

/** Past on every machine, and `yearsLater` far ahead: TLS and OpenSSL judge by the real clock. */
export const now = new Date("2025-01-02T01:02:03.456Z");
export const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

export const yearsLater = inDays(9_000);

/** The same octets in every run: a hash over a counter. */
export function repeatableRandom(seed = "madoguchi") {
  let counter = 0;
  return (octets: number): Uint8Array => {
    const blocks = Array.from({ length: Math.ceil(octets / 32) }, () =>
      createHash("sha256").update(`${seed} ${counter++}`).digest(),
    );
    return Buffer.concat(blocks).subarray(0, octets);
  };
}

export async function makeAuthority(
  commonName: string,
  keyType: KeyType = "ec",
  notAfter = inDays(9_100),
): Promise<Authority> {
  const keys = await generateKeys(keyType);
  const name = { organizationName: "Madoguchi", commonName, qualifier: "0a1b2c3d" };
  return issueAuthority({ ...keys, name, notBefore: inDays(-1), notAfter, random: repeatableRandom(commonName) });
}

export const people = {
  loginName: "tanaka@byoin.example.jp",
  organizationName: "医療法人 さくら会 さくら病院",
  userId: "0192f3b4-7c1a-7d3e-9b7e-2f6f0c1d2e3f",
};

export function issueTo(authority: Authority, keyType: KeyType = "ec", seed = "leaf") {
  const { loginName, organizationName, userId } = people;
  const subject = { loginName, organizationName };
  return issueClientCertificate({
    authority,
    subject,
    userId,
    keyType,
    now,
    notAfter: yearsLater,
    random: repeatableRandom(seed),
  });
}

export const isInstalled = (program: string) => spawnSync(program, ["--help"], { stdio: "ignore" }).error === undefined;
export const opensslIsInstalled = isInstalled("openssl");
export const nssIsInstalled = isInstalled("pk12util") && isInstalled("certutil");

/** Runs `body` with a folder holding `files`, and removes the folder. */
export function inFolder<T>(files: Record<string, string | Uint8Array>, body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Standard output of a program that must succeed. */
export const run = (cwd: string, program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** What a program said, whether or not it was content. */
export function runAnyway(cwd: string, program: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  return { isContent: status === 0, said: stdout + stderr };
}

/** A program that opens a `.p12`, and what it must find there. */
export interface Pkcs12Judge {
  name: string;
  /** The octets of the certificates found, leaf first; throws on a wrong password. */
  open(p12: Uint8Array, password: string): { certificates: Uint8Array[]; friendlyName?: string; keyPem?: string };
  /** How this program prints a friendly name. */
  prints(friendlyName: string): string | undefined;
}

const opensslJudge: Pkcs12Judge = {
  name: "openssl",
  open: (p12, password) =>
    inFolder({ "a.p12": p12 }, (folder) => {
      const args = ["pkcs12", "-in", "a.p12", "-nodes", "-passin", `pass:${password}`];
      const text = execFileSync("openssl", args, {
        cwd: folder,
        encoding: "latin1",
        stdio: ["ignore", "pipe", "pipe"],
      });
      return {
        certificates: certificatesIn(text),
        friendlyName: /friendlyName: (.*)/.exec(text)?.[1] ?? "",
        keyPem: /-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----/.exec(text)?.[0] ?? "",
      };
    }),
  // OpenSSL 3 prints the lower octet of each UTF-16 unit and drops the upper one
  prints: (friendlyName) =>
    Buffer.from(Buffer.from(friendlyName, "utf16le").filter((_, index) => index % 2 === 0)).toString("latin1"),
};

const nssJudge: Pkcs12Judge = {
  name: "NSS",
  open: (p12, password) =>
    inFolder({ "a.p12": p12 }, (folder) => {
      run(folder, "certutil", "-N", "-d", "sql:.", "--empty-password");
      run(folder, "pk12util", "-i", "a.p12", "-d", "sql:.", "-W", password);
      const listed = run(folder, "certutil", "-L", "-d", "sql:.");
      const names = [...listed.matchAll(/^(\S.*?) +[a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]*\s*$/gm)].map((match) => match[1]!);
      const certificates = names.flatMap((name) =>
        certificatesIn(run(folder, "certutil", "-L", "-d", "sql:.", "-a", "-n", name)),
      );
      const withKey = names.find((name) =>
        new RegExp(`${escaped(name)}\\s*$`, "m").test(run(folder, "certutil", "-K", "-d", "sql:.")),
      );
      return { certificates, friendlyName: withKey ?? "no key" };
    }),
  prints: (friendlyName) => friendlyName,
};

const nodeJudge: Pkcs12Judge = {
  name: "Node",
  open: (p12, passphrase) => {
    const { context } = createSecureContext({ pfx: Buffer.from(p12), passphrase }) as unknown as {
      context: { getCertificate(): Buffer };
    };
    return { certificates: [context.getCertificate()] };
  },
  prints: () => undefined,
};

/** Every judge on this machine. Node is always one of them, so that the table is never empty. */
export const pkcs12Judges: readonly Pkcs12Judge[] = [
  nodeJudge,
  ...(opensslIsInstalled ? [opensslJudge] : []),
  ...(nssIsInstalled ? [nssJudge] : []),
];

function certificatesIn(text: string): Uint8Array[] {
  const pems = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  return pems.map((pem) => new X509Certificate(pem).raw);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
