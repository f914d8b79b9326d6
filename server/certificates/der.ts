/** Writes DER, the one unambiguous encoding of ASN.1. We encode our own data only; foreign certificates are read by node:crypto. */

/** @param tag - the identifier octet, e.g. 0x30 for SEQUENCE */
export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag), lengthOctets(content.length), content]);
}

/** Definite length in the fewest octets. @see X.690 sections 8.1.3 and 10.1 */
function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets = bigEndian(BigInt(length));
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

function bigEndian(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
}

export const sequence = (...members: readonly Uint8Array[]) => element(0x30, ...members);

/** A SET OF: DER sorts its members by their encodings. @see X.690 section 11.6 */
export const setOf = (...members: readonly Uint8Array[]) => element(0x31, ...members.toSorted(Buffer.compare));

/**
 * A non-negative INTEGER in its shortest form.
 *
 * @param value - a number or bigint, or the unsigned big-endian octets of one
 * @throws RangeError on negative numbers, which nothing in a certificate needs
 */
export function integer(value: number | bigint | Uint8Array): Uint8Array {
  return element(0x02, unsignedOctets(value));
}

function unsignedOctets(value: number | bigint | Uint8Array): Uint8Array {
  if (!(value instanceof Uint8Array)) {
    if (value < 0) throw new RangeError(`A non-negative integer needed, not ${value}`);
    return unsignedOctets(bigEndian(BigInt(value)));
  }
  const firstSet = value.findIndex((octet) => octet !== 0);
  const shortest = firstSet < 0 ? Uint8Array.of(0) : value.subarray(firstSet);
  return shortest[0]! & 0x80 ? Uint8Array.of(0, ...shortest) : shortest;
}

export const enumerated = (value: number) => element(0x0a, unsignedOctets(value));

export const booleanTrue = () => element(0x01, Uint8Array.of(0xff));

export const nothing = () => element(0x05);

export const octetString = (content: Uint8Array) => element(0x04, content);

export const bitString = (content: Uint8Array) => element(0x03, Uint8Array.of(0), content);

/** A BIT STRING of named bits without trailing zero bits. @see X.690 section 11.2.2 @param bits - positions 0 to 7 */
export function namedBits(...bits: readonly number[]): Uint8Array {
  const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return element(0x03, Uint8Array.of(7 - Math.max(...bits), octet));
}

/** @param dotted - e.g. "2.5.4.3" @see X.690 section 8.19 */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const low = arc % 128;
  return arc < 128 ? [low] : [...base128(Math.floor(arc / 128)).map((octet) => octet | 0x80), low];
}

export const utf8String = (text: string) => element(0x0c, Buffer.from(text, "utf8"));

export const printableString = (text: string) => element(0x13, Buffer.from(text, "latin1"));

/** A BMPString; characters beyond the first plane become surrogate pairs, as all readers of PKCS#12 expect. */
export const bmpString = (text: string) => element(0x1e, utf16BigEndian(text));

export const utf16BigEndian = (text: string): Uint8Array => Buffer.from(text, "utf16le").swap16();

/**
 * A point in time, whole seconds, in the type that certificates need: UTCTime up to 2049, then GeneralizedTime.
 *
 * @throws RangeError before 1950 and after 9999
 * @see RFC 5280 section 4.1.2.5
 */
export function time(at: Date): Uint8Array {
  const year = at.getUTCFullYear();
  if (!(year >= 1950 && year <= 9999)) throw new RangeError("A certificate's time lies between 1950 and 9999");
  const digits = at.toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  return year < 2050 ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits));
}

/** [number] EXPLICIT: wraps whole elements. */
export const explicit = (number: number, ...inner: readonly Uint8Array[]) => element(0xa0 | number, ...inner);

/** [number] IMPLICIT over a primitive type: replaces its tag. */
export const implicit = (number: number, content: Uint8Array) => element(0x80 | number, content);

/**
 * The elements directly inside a constructed element, each with its header.
 *
 * Only for DER that node:crypto has already accepted; lengths are not checked again.
 */
export function elementsIn(constructed: Uint8Array): Uint8Array[] {
  const elements: Uint8Array[] = [];
  for (let at = sizeOf(constructed, 0).header; at < constructed.length;) {
    const { header, content } = sizeOf(constructed, at);
    elements.push(constructed.subarray(at, at + header + content));
    at += header + content;
  }
  return elements;
}

function sizeOf(der: Uint8Array, at: number): { header: number; content: number } {
  const first = der[at + 1]!;
  if (first < 0x80) return { header: 2, content: first };
  const octets = der.subarray(at + 2, at + 2 + (first & 0x7f));
  return { header: 2 + octets.length, content: octets.reduce((sum, octet) => sum * 256 + octet, 0) };
}

/** @param label - e.g. "CERTIFICATE" @see RFC 7468 section 2 */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
