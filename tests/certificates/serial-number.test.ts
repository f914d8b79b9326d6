import { expect, test } from "vitest";
import { fingerprintFromNode, fingerprint256 } from "../../server/certificates/fingerprint.ts";
import { serialNumber } from "../../server/certificates/serial-number.ts";

test.each([0, 1, 16, 19, 21])("%d random octets are refused", (length) => {
  expect(() => serialNumber(new Uint8Array(length))).toThrow(RangeError);
});

test.each([0x00, 0x3f, 0x40, 0x7f, 0x80, 0xff])("first octet %d becomes positive and not zero", (first) => {
  const random = new Uint8Array(20).fill(0xab);
  random[0] = first;
  const serial = serialNumber(random);
  expect(serial).toHaveLength(20);
  expect(serial[0]! & 0xc0).toBe(0x40);
  expect(serial[0]! & 0x3f).toBe(first & 0x3f);
  expect(serial.subarray(1)).toEqual(random.subarray(1));
  expect(random[0]).toBe(first); // the source's own octets stay as they were
});

test("a fingerprint is read from Node's notation, and nothing else is", () => {
  const ours = fingerprint256(Buffer.from("certificate"));
  const nodes = ours.toUpperCase().match(/../g)!.join(":");
  expect(fingerprintFromNode(nodes)).toBe(ours);
  for (const wrong of ["", "AA:BB", `${nodes}:00`, nodes.replace(/^../, "GG")]) {
    expect(() => fingerprintFromNode(wrong)).toThrow(RangeError);
  }
});
