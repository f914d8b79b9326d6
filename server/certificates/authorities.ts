import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { generateKeys } from "./key-types.ts";
import type { RandomSource } from "./serial-number.ts";
import {
  clockSkewMs,
  issueAuthority,
  issueServerCertificate,
  keyIdentifier,
  serverNamesExtension,
  type Authority,
} from "./x509.ts";

export interface AuthoritiesInput {
  /** Made if missing. Losing it means issuing every certificate anew; whoever reads it can let anybody in. */
  folder: string;
  /** Host names and IP addresses under which browsers reach the server. */
  serverNames: readonly string[];
  now: Date;
  random: RandomSource;
}

export interface Authorities {
  /** Signs the server's certificate only; visitors' machines trust it. */
  serverAuthority: Authority;
  /** Signs people's certificates only; the one CA that the door accepts. */
  clientAuthority: Authority;
  serverCaPem: string;
  clientCaPem: string;
  server: { certificatePem: string; privateKeyPem: string; notAfter: Date };
}

const dayMs = 86_400_000;
const authorityDays = 3_652;
const serverDays = 397; // Apple's systems refuse 825 and more from private CAs, 398 and more from public ones
const renewalDays = 30;

/**
 * The two private CAs and the server's certificate, read from `folder`, or made there the first time.
 *
 * The server's certificate is renewed, for the same key, when its names change or fewer than 30 days are left. A start
 * that was cut off half-way is completed by the next. One process at a time may call this for a folder.
 *
 * @throws Error with a sentence for the operator if a CA's key is lost, does not fit or the CA has expired
 */
export async function loadOrCreateAuthorities(input: AuthoritiesInput): Promise<Authorities> {
  await mkdir(input.folder, { recursive: true, mode: 0o700 });
  const serverAuthority = await loadOrCreateAuthority(input, "server-ca", "Madoguchi Server CA");
  const clientAuthority = await loadOrCreateAuthority(input, "client-ca", "Madoguchi Client CA");
  return {
    serverAuthority,
    clientAuthority,
    serverCaPem: serverAuthority.certificate.toString(),
    clientCaPem: clientAuthority.certificate.toString(),
    server: await loadOrRenewServer(input, serverAuthority),
  };
}

async function loadOrCreateAuthority(input: AuthoritiesInput, file: string, commonName: string): Promise<Authority> {
  const paths = pathsOf(input.folder, file);
  const certificate = await readCertificate(paths.certificate);
  if (certificate) return checkedAuthority(certificate, await readKey(paths.key), paths, input.now);

  const privateKey = await loadOrCreateKey(paths.key);
  const publicKey = createPublicKey(privateKey);
  const authority = issueAuthority({
    // The qualifier keeps two installations apart in a browser's dialog; being the key's, it survives a lost certificate.
    name: { organizationName: "Madoguchi", commonName, qualifier: hexStart(keyIdentifier(publicKey)) },
    publicKey,
    privateKey,
    notBefore: new Date(input.now.getTime() - clockSkewMs),
    notAfter: new Date(input.now.getTime() + authorityDays * dayMs),
    random: input.random,
  });
  await writeAtomically(paths.certificate, authority.certificate.toString(), 0o644);
  return authority;
}

const hexStart = (octets: Uint8Array) => Buffer.from(octets).toString("hex", 0, 4);

function checkedAuthority(
  certificate: X509Certificate,
  privateKey: KeyObject | undefined,
  paths: { certificate: string; key: string },
  now: Date,
): Authority {
  if (!privateKey) throw new Error(`${paths.key} is missing: restore it from the backup. ${anewSentence}`);
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new Error(
      `${paths.key} does not belong to ${paths.certificate}: restore both from one backup. ${anewSentence}`,
    );
  }
  if (Date.parse(certificate.validTo) <= now.getTime())
    throw new Error(`${paths.certificate} has expired. ${anewSentence}`);
  return { certificate, privateKey };
}

const anewSentence =
  "To begin anew, move the certificate and its key away; every certificate must then be issued again.";

async function loadOrRenewServer(input: AuthoritiesInput, authority: Authority): Promise<Authorities["server"]> {
  const paths = pathsOf(input.folder, "server");
  const privateKey = await loadOrCreateKey(paths.key);
  const found = await readCertificate(paths.certificate);
  const certificate =
    found && isStillGood(found, privateKey, authority, input) ? found : issueServer(privateKey, authority, input);
  if (certificate !== found) await writeAtomically(paths.certificate, certificate.toString(), 0o644);
  return {
    certificatePem: certificate.toString(),
    privateKeyPem: keyPem(privateKey),
    notAfter: new Date(certificate.validTo),
  };
}

function isStillGood(
  certificate: X509Certificate,
  privateKey: KeyObject,
  authority: Authority,
  { serverNames, now }: AuthoritiesInput,
): boolean {
  return (
    certificate.checkPrivateKey(privateKey) &&
    certificate.verify(authority.certificate.publicKey) &&
    certificate.raw.includes(Buffer.from(serverNamesExtension(serverNames))) &&
    Date.parse(certificate.validTo) - now.getTime() >= renewalDays * dayMs
  );
}

function issueServer(privateKey: KeyObject, authority: Authority, input: AuthoritiesInput): X509Certificate {
  const notAfterMs = Math.min(input.now.getTime() + serverDays * dayMs, Date.parse(authority.certificate.validTo));
  return issueServerCertificate({
    authority,
    names: input.serverNames,
    publicKey: createPublicKey(privateKey),
    notBefore: new Date(input.now.getTime() - clockSkewMs),
    notAfter: new Date(notAfterMs),
    random: input.random,
  });
}

const pathsOf = (folder: string, file: string) => ({
  certificate: join(folder, `${file}.pem`),
  key: join(folder, `${file}.key.pem`),
});

async function readCertificate(path: string): Promise<X509Certificate | undefined> {
  const pem = await readIfPresent(path);
  return pem === undefined ? undefined : new X509Certificate(pem);
}

async function readKey(path: string): Promise<KeyObject | undefined> {
  const pem = await readIfPresent(path);
  return pem === undefined ? undefined : createPrivateKey(pem);
}

/** The key is kept before its certificate is made, so that no certificate is ever left without its key. */
async function loadOrCreateKey(path: string): Promise<KeyObject> {
  const found = await readKey(path);
  if (found) return found;
  const { privateKey } = await generateKeys("ec");
  await writeAtomically(path, keyPem(privateKey), 0o600);
  return privateKey;
}

const keyPem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** A reader, or a start after a power cut, finds the old content, the new content or no file. */
async function writeAtomically(path: string, content: string, mode: number): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, "w", mode);
  try {
    await file.chmod(mode); // the umask or an abandoned attempt may have left another mode
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
