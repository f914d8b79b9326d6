import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/**
 * The keys that certificates may have. P-256 is the default; RSA is for certificate stores that refuse EC keys.
 *
 * @see NIST SP 800-57 part 1 table 2: 112 bits of strength for RSA-2048, 128 for RSA-3072 and P-256
 */
export const keyTypes = ["ec", "rsa2048", "rsa3072"] as const;

export type KeyType = (typeof keyTypes)[number];

export interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** A new key pair, made off the main thread (about 1 ms for `ec`, 0.2 s and more for RSA). */
export function generateKeys(keyType: KeyType): Promise<KeyPair> {
  switch (keyType) {
    case "ec":
      return generate("ec", { namedCurve: "P-256" });
    case "rsa2048":
      return generate("rsa", { modulusLength: 2048 });
    case "rsa3072":
      return generate("rsa", { modulusLength: 3072 });
  }
}
