import { createHash } from "node:crypto";

/** A random UUID of version 4 from 16 octets (RFC 9562, section 5.4), as kintone names uploads and cursors. */
export function uuidOf(octets: Uint8Array): string {
  const bytes = Buffer.from(octets);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * The key under which a record will hold an upload: its time and 256 bits that nobody can guess, because they come of its
 * storage name, which is random and never leaves the server. It differs from the upload's key, so that neither opens
 * what the other does.
 */
export function storedKeyOf(storageName: string, uploadedAt: Date): string {
  const time = uploadedAt.toISOString().replace(/\D/g, "").slice(0, 14);
  return `${time}${createHash("sha256").update(`file key ${storageName}`).digest("hex").toUpperCase()}`;
}
