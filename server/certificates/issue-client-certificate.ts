import type { KeyObject } from "node:crypto";
import { fingerprint256 } from "./fingerprint.ts";
import { generateKeys, type KeyType } from "./key-types.ts";
import type { RandomSource } from "./serial-number.ts";
import { clockSkewMs, issueLeafForClient, maxNameCharacters, type Authority } from "./x509.ts";

export interface ClientCertificateInput {
  /** The client CA. */
  authority: Authority;
  /** What the browser's dialog shows: login name as CN (at most 64 characters), organisation as O (cut at 64). */
  subject: { loginName: string; organizationName?: string };
  /** Opaque and stable, e.g. a UUID: letters, digits, "-", "." and "_"; neither login name nor address. */
  userId: string;
  keyType: KeyType;
  now: Date;
  /** The last moment of validity; the CA's own end decides if that is earlier. */
  notAfter: Date;
  random: RandomSource;
}

export interface ClientCertificate extends ClientCertificateFacts {
  certificatePem: string;
  der: Uint8Array;
  /** Never stored: it leaves in the `.p12` and is forgotten. */
  privateKey: KeyObject;
}

/** What the registry keeps of a certificate. */
export interface ClientCertificateFacts {
  /** 40 lower-case hex digits. */
  serialHex: string;
  /** SHA-256, 64 lower-case hex digits. */
  fingerprint256: string;
  notBefore: Date;
  notAfter: Date;
}

const userUriPrefix = "urn:madoguchi:user:";

/**
 * A new key and a certificate for it, valid from five minutes before `now`.
 *
 * @throws RangeError if the login name or the user id does not fit, or `notAfter` is not in the future
 * @see RFC 5280 section 4.1; RFC 8141 (the user's URN)
 */
export async function issueClientCertificate(input: ClientCertificateInput): Promise<ClientCertificate> {
  const { authority, subject, userId, now, random } = input;
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(userId)) throw new RangeError("A user id has letters, digits, - . _ only");
  const notBefore = wholeSeconds(now.getTime() - clockSkewMs);
  const notAfter = wholeSeconds(Math.min(input.notAfter.getTime(), Date.parse(authority.certificate.validTo)));
  if (!(notAfter > now)) throw new RangeError("A certificate must end in the future");

  const { publicKey, privateKey } = await generateKeys(input.keyType);
  const uri = userUriPrefix + userId;
  const name = subjectName(subject);
  const certificate = issueLeafForClient({ authority, subject: name, uri, publicKey, notBefore, notAfter, random });
  return {
    certificatePem: certificate.toString(),
    der: certificate.raw,
    serialHex: certificate.serialNumber.toLowerCase(),
    fingerprint256: fingerprint256(certificate.raw),
    privateKey,
    notBefore,
    notAfter,
  };
}

/** Certificates know no fractions of a second; the registry must hold the very same moment. */
const wholeSeconds = (ms: number) => new Date(Math.floor(ms / 1000) * 1000);

function subjectName({ loginName, organizationName }: ClientCertificateInput["subject"]) {
  if (!organizationName) return { commonName: loginName };
  const cut = [...organizationName].slice(0, maxNameCharacters).join("");
  return { commonName: loginName, organizationName: cut };
}
