import { createHash } from "node:crypto";

/** The SHA-256 of a whole certificate as 64 lower-case hex digits: the key by which the registry knows a certificate. */
export function fingerprint256(certificateDer: Uint8Array): string {
  return createHash("sha256").update(certificateDer).digest("hex");
}

/**
 * The same form from Node's own notation ("AA:BB:…", of `fingerprint256` in `X509Certificate` and `getPeerCertificate()`).
 *
 * @throws RangeError if the text is not a SHA-256 fingerprint
 */
export function fingerprintFromNode(withColons: string): string {
  const hex = withColons.replaceAll(":", "").toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new RangeError("A SHA-256 fingerprint has 64 hex digits");
  return hex;
}
