/** Cryptographic randomness as an argument, so that tests can repeat themselves. */
export type RandomSource = (octets: number) => Uint8Array;

/** How many random octets `serialNumber` needs. */
export const serialNumberOctets = 20;

/**
 * Turns random bytes into the content octets of a certificate's serial number.
 *
 * A serial number is a positive integer of at most 20 octets; ours has exactly 20, 158 of its bits random.
 *
 * @param random - 20 octets from a cryptographic source
 * @throws RangeError on any other length, because a short source would repeat numbers
 * @see RFC 5280 section 4.1.2.2; CA/Browser Forum Baseline Requirements section 7.1 (at least 64 random bits)
 */
export function serialNumber(random: Uint8Array): Uint8Array {
  if (random.length !== serialNumberOctets) {
    throw new RangeError(`${serialNumberOctets} octets needed, not ${random.length}`);
  }
  const serial = Uint8Array.from(random);
  serial[0] = (serial[0]! & 0x7f) | 0x40; // top bit clear: positive; next bit set: DER forbids a leading zero octet
  return serial;
}
