import { createCipheriv, createHash, createHmac, pbkdf2Sync, type KeyObject } from "node:crypto";
import * as der from "./der.ts";
import type { RandomSource } from "./serial-number.ts";

/**
 * How a `.p12` is encrypted. "compat" (3DES, SHA-1) opens everywhere; "modern" (AES-256, SHA-256) looks like a wrong
 * password to older Windows Server, macOS, iOS and Android.
 */
export const pkcs12Profiles = ["compat", "modern"] as const;

export type Pkcs12Profile = (typeof pkcs12Profiles)[number];

export interface Pkcs12Input {
  /** DER of the certificate that belongs to `privateKey`. */
  certificate: Uint8Array;
  privateKey: KeyObject;
  /**
   * DER of further certificates. For kintone's npm clients only the server's CA, or none: with any other CA inside,
   * Node drops NODE_EXTRA_CA_CERTS for that connection.
   */
  additionalCertificates?: readonly Uint8Array[];
  /** What certificate stores list; may be Japanese. Stands unencrypted in the file, beside the key. */
  friendlyName: string;
  /** At least 16 random characters: both profiles derive keys too fast to protect a chosen password. */
  password: string;
  profile: Pkcs12Profile;
  random: RandomSource;
}

interface Encryption {
  /** The AlgorithmIdentifier to write beside the ciphertext. */
  algorithm: Uint8Array;
  ciphertext: Uint8Array;
}

interface ProfileRules {
  hash: "sha1" | "sha256";
  hashIdentifier: string;
  iterations: number;
  encrypt(plain: Uint8Array, password: string, random: RandomSource): Encryption;
}

const rules: Record<Pkcs12Profile, ProfileRules> = {
  compat: { hash: "sha1", hashIdentifier: "1.3.14.3.2.26", iterations: 2_048, encrypt: encryptWith3Des },
  modern: { hash: "sha256", hashIdentifier: "2.16.840.1.101.3.4.2.1", iterations: 10_000, encrypt: encryptWithAes },
};

const oid = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  x509Certificate: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  pbeSha1TripleDes: "1.2.840.113549.1.12.1.3",
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacSha256: "1.2.840.113549.2.9",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
};

/**
 * A `.p12` with one key, its certificate and, if wanted, further CA certificates; both bags encrypted, all of it
 * under a MAC. Takes some 50 ms of the main thread.
 *
 * @throws RangeError on an empty password, which readers encode in two ways
 * @see RFC 7292 sections 4 and 5
 */
export function createPkcs12(input: Pkcs12Input): Uint8Array {
  if (input.password === "") throw new RangeError("A .p12 needs a password");
  const authenticatedSafe = der.sequence(certificateSafe(input), keySafe(input));
  return der.sequence(
    der.integer(3),
    contentInfo(oid.data, der.octetString(authenticatedSafe)),
    macData(authenticatedSafe, input),
  );
}

const contentInfo = (type: string, content: Uint8Array) =>
  der.sequence(der.objectIdentifier(type), der.explicit(0, content));

/** @see RFC 7292 section 4.1; RFC 2315 section 13 */
function certificateSafe(input: Pkcs12Input): Uint8Array {
  const others = (input.additionalCertificates ?? []).map((certificate) => certificateBag(certificate));
  const bags = der.sequence(certificateBag(input.certificate, attributes(input)), ...others);
  const { algorithm, ciphertext } = rules[input.profile].encrypt(bags, input.password, input.random);
  const encrypted = der.sequence(der.objectIdentifier(oid.data), algorithm, der.implicit(0, ciphertext));
  return contentInfo(oid.encryptedData, der.sequence(der.integer(0), encrypted));
}

/** @see RFC 7292 section 4.2.2; RFC 5958 section 3 */
function keySafe(input: Pkcs12Input): Uint8Array {
  const key = input.privateKey.export({ type: "pkcs8", format: "der" });
  const { algorithm, ciphertext } = rules[input.profile].encrypt(key, input.password, input.random);
  const shrouded = der.sequence(algorithm, der.octetString(ciphertext));
  return contentInfo(oid.data, der.octetString(der.sequence(bag(oid.shroudedKeyBag, shrouded, attributes(input)))));
}

const bag = (type: string, value: Uint8Array, ...bagAttributes: readonly Uint8Array[]) =>
  der.sequence(der.objectIdentifier(type), der.explicit(0, value), ...bagAttributes);

function certificateBag(certificate: Uint8Array, ...bagAttributes: readonly Uint8Array[]): Uint8Array {
  const value = der.sequence(der.objectIdentifier(oid.x509Certificate), der.explicit(0, der.octetString(certificate)));
  return bag(oid.certificateBag, value, ...bagAttributes);
}

/** The name to list, and the mark by which readers pair key and certificate. @see RFC 2985 section 5.5 */
function attributes({ certificate, friendlyName }: Pkcs12Input): Uint8Array {
  const pairing = createHash("sha1").update(certificate).digest();
  return der.setOf(
    der.sequence(der.objectIdentifier(oid.friendlyName), der.setOf(der.bmpString(friendlyName))),
    der.sequence(der.objectIdentifier(oid.localKeyId), der.setOf(der.octetString(pairing))),
  );
}

/** @see RFC 7292 sections 4 and 5.1 */
function macData(content: Uint8Array, { profile, password, random }: Pkcs12Input): Uint8Array {
  const { hash, hashIdentifier, iterations } = rules[profile];
  const salt = random(16);
  const keySize = hash === "sha1" ? 20 : 32;
  const key = pkcs12Key({ hash, purpose: 3, password, salt, iterations, size: keySize });
  const mac = createHmac(hash, key).update(content).digest();
  const algorithm = der.sequence(der.objectIdentifier(hashIdentifier), der.nothing());
  const digest = der.sequence(algorithm, der.octetString(mac));
  return der.sequence(digest, der.octetString(salt), der.integer(iterations));
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC. @see RFC 7292 appendix C */
function encryptWith3Des(plain: Uint8Array, password: string, random: RandomSource): Encryption {
  const { hash, iterations } = rules.compat;
  const salt = random(8);
  const key = pkcs12Key({ hash, purpose: 1, password, salt, iterations, size: 24 });
  const iv = pkcs12Key({ hash, purpose: 2, password, salt, iterations, size: 8 });
  const parameters = der.sequence(der.octetString(salt), der.integer(iterations));
  return {
    algorithm: der.sequence(der.objectIdentifier(oid.pbeSha1TripleDes), parameters),
    ciphertext: encipher("des-ede3-cbc", key, iv, plain),
  };
}

/** PBES2 with PBKDF2 (HMAC-SHA-256) and AES-256-CBC; here the password counts as UTF-8. @see RFC 8018 section 6.2 */
function encryptWithAes(plain: Uint8Array, password: string, random: RandomSource): Encryption {
  const { iterations } = rules.modern;
  const salt = random(16);
  const iv = random(16);
  const key = pbkdf2Sync(Buffer.from(password, "utf8"), salt, iterations, 32, "sha256");
  const pseudoRandom = der.sequence(der.objectIdentifier(oid.hmacSha256), der.nothing());
  const derivation = der.sequence(der.octetString(salt), der.integer(iterations), pseudoRandom);
  const parameters = der.sequence(
    der.sequence(der.objectIdentifier(oid.pbkdf2), derivation),
    der.sequence(der.objectIdentifier(oid.aes256Cbc), der.octetString(iv)),
  );
  return {
    algorithm: der.sequence(der.objectIdentifier(oid.pbes2), parameters),
    ciphertext: encipher("aes-256-cbc", key, iv, plain),
  };
}

function encipher(name: string, key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

interface KeyDerivation {
  hash: "sha1" | "sha256";
  /** 1 = key, 2 = initialisation vector, 3 = MAC key. */
  purpose: 1 | 2 | 3;
  password: string;
  salt: Uint8Array;
  iterations: number;
  /** In octets. */
  size: number;
}

/** Both hashes in use work on blocks of 64 octets. */
const hashBlockOctets = 64;

/**
 * PKCS#12's own key derivation, over the password as UTF-16 with two closing zero octets.
 *
 * @see RFC 7292 appendix B.2
 */
export function pkcs12Key({ hash, purpose, password, salt, iterations, size }: KeyDerivation): Uint8Array {
  const diversifier = Buffer.alloc(hashBlockOctets, purpose);
  const secret = der.utf16BigEndian(`${password}\0`);
  const input = Buffer.concat([repeatedToBlocks(salt), repeatedToBlocks(secret)]);
  const made: Uint8Array[] = [];
  for (let octets = 0; octets < size; octets += made.at(-1)!.length) {
    let digest = createHash(hash).update(diversifier).update(input).digest();
    for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest();
    made.push(digest);
    addToEachBlock(input, Buffer.alloc(hashBlockOctets, digest));
  }
  return Buffer.concat(made).subarray(0, size);
}

function repeatedToBlocks(octets: Uint8Array): Uint8Array {
  return Buffer.alloc(Math.ceil(octets.length / hashBlockOctets) * hashBlockOctets, octets);
}

/** Adds `addend` + 1 to every block as to one big-endian number, dropping what overflows. */
function addToEachBlock(blocks: Uint8Array, addend: Uint8Array): void {
  for (let start = 0; start < blocks.length; start += hashBlockOctets) {
    let carry = 1;
    for (let index = hashBlockOctets - 1; index >= 0; index--) {
      carry += blocks[start + index]! + addend[index]!;
      blocks[start + index] = carry & 0xff;
      carry >>= 8;
    }
  }
}
