import { createHash, sign, X509Certificate, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import * as der from "./der.ts";
import { serialNumber, serialNumberOctets, type RandomSource } from "./serial-number.ts";

/** Who signs: a CA certificate with its private key. */
export interface Authority {
  certificate: X509Certificate;
  privateKey: KeyObject;
}

/** A certificate's subject; each part has 1 to 64 characters and no control characters. @see RFC 5280 appendix A.1 */
export interface SubjectName {
  commonName: string;
  organizationName?: string;
  /** Tells apart two authorities of one name; printable ASCII. @see RFC 5280 section 4.1.2.4 */
  qualifier?: string;
}

export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

/** Clocks of visitors run behind the server's: every certificate is valid from five minutes before it is made. */
export const clockSkewMs = 5 * 60_000;

const attribute = { commonName: "2.5.4.3", organizationName: "2.5.4.10", qualifier: "2.5.4.46" };
const purpose = { serverAuth: "1.3.6.1.5.5.7.3.1", clientAuth: "1.3.6.1.5.5.7.3.2" };
const keyUsageBit = { digitalSignature: 0, keyCertSign: 5, cRLSign: 6 };

/**
 * A self-signed CA that may sign leaf certificates and CRLs and no further CA (path length 0).
 *
 * @throws RangeError on a name that a certificate cannot hold
 * @see RFC 5280 sections 4.2.1.3 and 4.2.1.9
 */
export function issueAuthority(
  input: { name: SubjectName; publicKey: KeyObject; privateKey: KeyObject; random: RandomSource } & Validity,
): Authority {
  const name = distinguishedName(input.name);
  const raw = signCertificate(input.privateKey, {
    ...input,
    issuer: name,
    subject: name,
    extensions: [
      extension("2.5.29.19", der.sequence(der.booleanTrue(), der.integer(0)), "critical"),
      keyUsage(keyUsageBit.keyCertSign, keyUsageBit.cRLSign),
      subjectKeyIdentifier(input.publicKey),
    ],
  });
  return { certificate: new X509Certificate(raw), privateKey: input.privateKey };
}

interface LeafInput extends Validity {
  authority: Authority;
  publicKey: KeyObject;
  random: RandomSource;
}

/**
 * The server's own certificate.
 *
 * @param input.names - host names (Unicode or ASCII) and IP addresses, at least one
 * @throws RangeError on a name that is neither
 * @see RFC 5280 section 4.2.1.6; RFC 9525 (the subject's common name is not looked at)
 */
export function issueServerCertificate(input: LeafInput & { names: readonly string[] }): X509Certificate {
  return issueLeaf(input, { commonName: "Madoguchi" }, [
    extendedKeyUsage(purpose.serverAuth),
    serverNamesExtension(input.names),
  ]);
}

/**
 * A person's certificate: may sign (that is, answer a TLS server) as a client and nothing else.
 *
 * @param input.uri - the subject alternative name, ASCII
 * @see RFC 5280 sections 4.2.1.6 and 4.2.1.12
 */
export function issueLeafForClient(input: LeafInput & { subject: SubjectName; uri: string }): X509Certificate {
  return issueLeaf(input, input.subject, [
    extendedKeyUsage(purpose.clientAuth),
    subjectAlternativeNames(der.implicit(6, Buffer.from(input.uri, "latin1"))),
  ]);
}

function issueLeaf(input: LeafInput, subject: SubjectName, extensions: Uint8Array[]): X509Certificate {
  const { authority, publicKey } = input;
  const raw = signCertificate(authority.privateKey, {
    ...input,
    issuer: subjectOf(authority.certificate),
    subject: distinguishedName(subject),
    extensions: [
      extension("2.5.29.19", der.sequence(), "critical"),
      keyUsage(keyUsageBit.digitalSignature),
      subjectKeyIdentifier(publicKey),
      authorityKeyIdentifier(authority),
      ...extensions,
    ],
  });
  return new X509Certificate(raw);
}

interface CertificateBody extends Validity {
  issuer: Uint8Array;
  subject: Uint8Array;
  publicKey: KeyObject;
  extensions: readonly Uint8Array[];
  random: RandomSource;
}

/** @see RFC 5280 section 4.1 */
function signCertificate(signer: KeyObject, body: CertificateBody): Uint8Array {
  if (body.notAfter <= body.notBefore) throw new RangeError("A certificate must end after it begins");
  return signed(signer, (algorithm) =>
    der.sequence(
      der.explicit(0, der.integer(2)),
      der.integer(serialNumber(body.random(serialNumberOctets))),
      algorithm,
      body.issuer,
      der.sequence(der.time(body.notBefore), der.time(body.notAfter)),
      body.subject,
      body.publicKey.export({ type: "spki", format: "der" }),
      der.explicit(3, der.sequence(...body.extensions)),
    ),
  );
}

/**
 * A signed structure: body, algorithm, signature (ECDSA or RSA PKCS#1 v1.5, with SHA-256, by the signer's key).
 *
 * @param body - makes the part to sign; it repeats the algorithm inside
 * @see RFC 5758 section 3.2 (no parameters for ECDSA); RFC 4055 section 5 (NULL for RSA)
 */
export function signed(signer: KeyObject, body: (algorithm: Uint8Array) => Uint8Array): Uint8Array {
  const algorithm =
    signer.asymmetricKeyType === "ec"
      ? der.sequence(der.objectIdentifier("1.2.840.10045.4.3.2"))
      : der.sequence(der.objectIdentifier("1.2.840.113549.1.1.11"), der.nothing());
  const toSign = body(algorithm);
  return der.sequence(toSign, algorithm, der.bitString(sign("sha256", toSign, signer)));
}

/** The subject exactly as the certificate encodes it, because an issuer's name must match octet for octet. */
export function subjectOf(certificate: X509Certificate): Uint8Array {
  const [body] = der.elementsIn(certificate.raw);
  return der.elementsIn(body!)[5]!; // version, serial number, algorithm, issuer, validity, subject
}

function distinguishedName({ organizationName, commonName, qualifier }: SubjectName): Uint8Array {
  return der.sequence(
    ...(organizationName === undefined
      ? []
      : [relativeName(attribute.organizationName, der.utf8String(checkedName(organizationName)))]),
    relativeName(attribute.commonName, der.utf8String(checkedName(commonName))),
    ...(qualifier === undefined ? [] : [relativeName(attribute.qualifier, der.printableString(qualifier))]),
  );
}

const relativeName = (type: string, value: Uint8Array) => der.setOf(der.sequence(der.objectIdentifier(type), value));

/** How many characters a part of a subject may have. @see RFC 5280 appendix A.1, ub-common-name */
export const maxNameCharacters = 64;

function checkedName(text: string): string {
  const characters = [...text].length;
  if (characters < 1 || characters > maxNameCharacters || /\p{Cc}|\p{Cs}/u.test(text)) {
    throw new RangeError(`A name in a certificate has 1 to ${maxNameCharacters} characters and no control characters`);
  }
  return text;
}

/** @see RFC 5280 section 4.2 */
export function extension(type: string, value: Uint8Array, critical?: "critical"): Uint8Array {
  const flag = critical ? [der.booleanTrue()] : [];
  return der.sequence(der.objectIdentifier(type), ...flag, der.octetString(value));
}

const keyUsage = (...bits: readonly number[]) => extension("2.5.29.15", der.namedBits(...bits), "critical");

const extendedKeyUsage = (use: string) => extension("2.5.29.37", der.sequence(der.objectIdentifier(use)));

const subjectAlternativeNames = (...names: readonly Uint8Array[]) => extension("2.5.29.17", der.sequence(...names));

const subjectKeyIdentifier = (key: KeyObject) => extension("2.5.29.14", der.octetString(keyIdentifier(key)));

/** @see RFC 5280 sections 4.2.1.1 and 5.2.1 */
export function authorityKeyIdentifier({ certificate }: Authority): Uint8Array {
  return extension("2.5.29.35", der.sequence(der.implicit(0, keyIdentifier(certificate.publicKey))));
}

/** SHA-256 of the whole SubjectPublicKeyInfo. @see RFC 7093 section 2, method 4 */
export function keyIdentifier(publicKey: KeyObject): Uint8Array {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
}

/**
 * The extension that names a server. Comparing it with a certificate's octets tells whether the names have changed.
 *
 * @throws RangeError on an empty list and on a name that is neither host name nor IP address
 */
export function serverNamesExtension(names: readonly string[]): Uint8Array {
  if (names.length === 0) throw new RangeError("A server certificate needs at least one name");
  return subjectAlternativeNames(...names.map((name) => (isIP(name) ? ipName(name) : dnsName(name))));
}

function dnsName(name: string): Uint8Array {
  const ascii = domainToASCII(name);
  if (!/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(ascii)) throw new RangeError(`Not a host name: ${name}`);
  return der.implicit(2, Buffer.from(ascii, "latin1"));
}

/** 4 or 16 octets in network order. */
function ipName(address: string): Uint8Array {
  if (isIP(address) === 4) return der.implicit(7, Uint8Array.from(address.split(".").map(Number)));
  const full = new URL(`http://[${address}]`).hostname.slice(1, -1); // compressed, with hexadecimal groups only
  const [head = "", tail] = full.split("::");
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  const hex = [...before, ...zeros, ...after].map((group) => group.padStart(4, "0")).join("");
  return der.implicit(7, Buffer.from(hex, "hex"));
}

const groups = (text: string) => (text === "" ? [] : text.split(":"));
