import { expect, test } from "vitest";
import * as der from "../../server/certificates/der.ts";

const hex = (octets: Uint8Array) => Buffer.from(octets).toString("hex");

test.each([
  [0, "020100"],
  [1, "020101"],
  [127, "02017f"],
  [128, "02020080"], // a leading zero keeps it positive
  [256, "02020100"],
  [65_537, "0203010001"],
  [2n ** 64n, "0209010000000000000000"],
  [Uint8Array.of(0, 0, 5), "020105"],
  [Uint8Array.of(0, 0x80), "02020080"],
  [Uint8Array.of(), "020100"],
])("integer %o", (value, expected) => {
  expect(hex(der.integer(value))).toBe(expected);
});

test("a negative integer is refused", () => {
  expect(() => der.integer(-1)).toThrow(RangeError);
});

test.each([
  [0, "0400"],
  [127, "047f"],
  [128, "048180"],
  [255, "0481ff"],
  [256, "04820100"],
  [65_536, "0483010000"],
])("%d octets of content", (length, header) => {
  const written = der.octetString(Buffer.alloc(length));
  expect(hex(written).slice(0, header.length)).toBe(header);
  expect(written.length).toBe(header.length / 2 + length);
});

test.each([
  ["1949-12-31T23:59:59Z", undefined],
  ["1950-01-01T00:00:00Z", "500101000000Z"],
  ["2026-11-21T01:02:03.999Z", "261121010203Z"],
  ["2049-12-31T23:59:59Z", "491231235959Z"],
  ["2050-01-01T00:00:00Z", "20500101000000Z"],
  ["9999-12-31T23:59:59Z", "99991231235959Z"],
  ["+010000-01-01T00:00:00Z", undefined],
  ["nonsense", undefined],
])("time %s", (text, expected) => {
  if (expected === undefined) return expect(() => der.time(new Date(text))).toThrow(RangeError);
  const written = der.time(new Date(text));
  expect(written[0]).toBe(expected.length === 13 ? 0x17 : 0x18);
  expect(Buffer.from(written.subarray(2)).toString()).toBe(expected);
});

test.each([
  ["2.5.4.3", "0603550403"],
  ["1.2.840.113549.1.1.11", "06092a864886f70d01010b"],
  ["2.16.840.1.101.3.4.1.42", "060960864801650304012a"],
])("object identifier %s", (dotted, expected) => {
  expect(hex(der.objectIdentifier(dotted))).toBe(expected);
});

test("named bits end at the last set bit", () => {
  expect(hex(der.namedBits(0))).toBe("03020780");
  expect(hex(der.namedBits(5, 6))).toBe("03020106");
});

test("a set is sorted by its encodings, whatever order it is given in", () => {
  const [one, two] = [der.integer(1), der.integer(2)];
  expect(der.setOf(two, one)).toEqual(der.setOf(one, two));
});

test("a BMPString holds Japanese and, as surrogates, what lies beyond the first plane", () => {
  expect(hex(der.bmpString("窓"))).toBe("1e027a93");
  expect(hex(der.bmpString("𠮷"))).toBe("1e04d842dfb7");
});

test("elements come back as they went in, short and long", () => {
  const parts = [der.integer(5), der.octetString(Buffer.alloc(300)), der.nothing()];
  expect(der.elementsIn(der.sequence(...parts)).map(hex)).toEqual(parts.map(hex));
  expect(der.elementsIn(der.sequence())).toEqual([]);
});
