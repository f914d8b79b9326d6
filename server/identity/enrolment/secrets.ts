import { createHash, timingSafeEqual } from "node:crypto";
import type { RandomSource } from "../../certificates/serial-number.ts";

/** A link's token of 256 bits, for the address. */
export function enrolmentToken(random: RandomSource): string {
  return Buffer.from(random(32)).toString("base64url");
}

/** What the database keeps of a token; undefined for a text that cannot be one. */
export function hashToken(token: string): Buffer | undefined {
  return /^[\w-]{43}$/.test(token) ? createHash("sha256").update(token).digest() : undefined;
}

/**
 * What the database keeps of a retrieval password: 80 random bits need no slow hash. Width, case, blanks and hyphens do
 * not matter, because it is typed from a mail.
 */
export function hashRetrievalPassword(password: string): string {
  const folded = password.normalize("NFKC").toLowerCase().replace(/[\s-]/g, "");
  return createHash("sha256").update(folded).digest("hex");
}

/** Whether a typed retrieval password is the one that the hash was made from. */
export function isRetrievalPassword(typed: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashRetrievalPassword(typed)), Buffer.from(hash));
}

/**
 * The one spelling that opens the `.p12`, whatever was typed: groups of four with hyphens, as in the mail.
 *
 * @param typed - a password that `isRetrievalPassword` accepted
 */
export function spellRetrievalPassword(typed: string): string {
  const folded = typed.normalize("NFKC").toLowerCase().replace(/[\s-]/g, "");
  return (folded.match(/.{1,4}/g) ?? []).join("-");
}
