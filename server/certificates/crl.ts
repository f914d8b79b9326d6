import * as der from "./der.ts";
import { authorityKeyIdentifier, extension, signed, subjectOf, type Authority } from "./x509.ts";

/** Why a certificate was revoked, with the code of RFC 5280 section 5.3.1. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;

export type RevocationReason = keyof typeof revocationReasons;

export interface RevokedCertificate {
  /** As the registry keeps it: lower-case hex digits. */
  serialHex: string;
  revokedAt: Date;
  reason: RevocationReason;
}

export interface RevocationListInput {
  authority: Authority;
  /** Must grow with every list. @see RFC 5280 section 5.2.3 */
  number: number;
  revoked: readonly RevokedCertificate[];
  now: Date;
  /** Publish the next list well before: readers refuse every certificate once their list is older. */
  nextUpdate: Date;
}

/**
 * A version 2 certificate revocation list as DER.
 *
 * For outsiders (a proxy in front, auditors); our own door asks the registry, where a revocation counts at once.
 *
 * @throws RangeError on a serial number that is not hex, and if `nextUpdate` is not after `now`
 * @see RFC 5280 section 5
 */
export function createRevocationList(input: RevocationListInput): Uint8Array {
  const { authority, now, nextUpdate, revoked } = input;
  if (!(nextUpdate > now)) throw new RangeError("A revocation list must end after it begins");
  return signed(authority.privateKey, (algorithm) =>
    der.sequence(
      der.integer(1),
      algorithm,
      subjectOf(authority.certificate),
      der.time(now),
      der.time(nextUpdate),
      ...(revoked.length === 0 ? [] : [der.sequence(...revoked.map(entry))]), // an empty list must be left out
      der.explicit(
        0,
        der.sequence(authorityKeyIdentifier(authority), extension("2.5.29.20", der.integer(input.number))),
      ),
    ),
  );
}

/** The list with the only label that OpenSSL and Node accept. @see RFC 7468 section 6 */
export const revocationListPem = (list: Uint8Array) => der.toPem("X509 CRL", list);

function entry({ serialHex, revokedAt, reason }: RevokedCertificate): Uint8Array {
  if (!/^([0-9a-f]{2}){1,20}$/.test(serialHex)) throw new RangeError(`Not a serial number: ${serialHex}`);
  const code = revocationReasons[reason];
  return der.sequence(
    der.integer(Buffer.from(serialHex, "hex")),
    der.time(revokedAt),
    // "unspecified" must be said by saying nothing (RFC 5280 section 5.3.1)
    ...(code === 0 ? [] : [der.sequence(extension("2.5.29.21", der.enumerated(code)))]),
  );
}
