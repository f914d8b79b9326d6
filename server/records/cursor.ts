import { createHash } from "node:crypto";
import { Failure } from "../errors.ts";
import type { After, Order } from "./plan-read.ts";

/**
 * A cursor of keyset paging as opaque text. It is bound to the order: sorted otherwise, its values would mean nothing.
 * It grants nothing; the next page is narrowed by rights like the first.
 */
export function writeCursor(order: readonly Order[], { values, id }: After): string {
  return Buffer.from(JSON.stringify([fingerprint(order), id, ...values])).toString("base64url");
}

/** @throws Failure input/invalid when the text is no cursor of this order */
export function readCursor(order: readonly Order[], text: string): After {
  const parts = parse(text);
  const [mark, id, ...values] = parts;
  const isWhole =
    values.length === order.length && values.every((value) => value === null || typeof value === "string");
  if (mark !== fingerprint(order) || typeof id !== "string" || !/^\d{1,18}$/.test(id) || !isWhole) {
    throw new Failure("input/invalid", {}, { after: [{ message: "wrong-shape" }] });
  }
  return { values: values as (string | null)[], id };
}

function parse(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function fingerprint(order: readonly Order[]): string {
  const sort = order.map(({ field, direction }) => `${field.id} ${direction}`).join();
  return createHash("sha256").update(sort).digest("base64url").slice(0, 8);
}
