import { FieldValueError, type ConsentEntry, type ConsentValue, type Principal } from "../../field-type.ts";
import { isoSeconds } from "../zoned-time.ts";
import { currentTerms, type ConsentIntent, type ConsentTerms } from "./consent.ts";

/** What the server itself observed while it answered the request. */
export interface ConsentWitness {
  user: Principal;
  organization: Principal | null;
  certificate: { serial: string; fingerprint: string } | null;
  at: Date;
  /** SHA-256, hex, of the terms' title and body. */
  digest(terms: ConsentTerms): string;
}

/**
 * The consent after somebody agreed or withdrew: everything from before, and one more entry of evidence.
 *
 * @throws FieldValueError when the terms are not the ones in force, when the same version was agreed to already, when
 *   there is nothing to withdraw, or when no client certificate was presented
 */
export function recordConsent(
  previous: ConsentValue | null,
  intent: ConsentIntent,
  terms: readonly ConsentTerms[],
  { user, organization, certificate, at, digest }: ConsentWitness,
): ConsentValue {
  if (!certificate) throw new FieldValueError({ message: "consent-without-certificate" });
  const { version, termsDigest } =
    intent.action === "AGREE" ? agreed(previous, intent, terms, at, digest) : withdrawn(previous);
  const entry: ConsentEntry = {
    action: intent.action,
    version,
    at: isoSeconds(at),
    user: { code: user.code, name: user.name },
    organization: organization && { code: organization.code, name: organization.name },
    certificate: { serial: certificate.serial, fingerprint: certificate.fingerprint },
    termsDigest,
  };
  const state = intent.action === "AGREE" ? "AGREED" : "WITHDRAWN";
  return { state, version, entries: [...(previous?.entries ?? []), entry] };
}

type Subject = { version: string; termsDigest: string };

function agreed(
  previous: ConsentValue | null,
  intent: ConsentIntent,
  terms: readonly ConsentTerms[],
  at: Date,
  digest: ConsentWitness["digest"],
): Subject {
  const current = currentTerms(terms, at);
  if (!current || current.version !== intent.version) throw new FieldValueError({ message: "consent-outdated" });
  if (previous?.state === "AGREED" && previous.version === current.version) {
    throw new FieldValueError({ message: "consent-twice" });
  }
  return { version: current.version, termsDigest: digest(current) };
}

/** A withdrawal concerns the text that was agreed to, even if it is no longer in force. */
function withdrawn(previous: ConsentValue | null): Subject {
  const last = previous?.entries.at(-1);
  if (!last || previous?.state !== "AGREED") throw new FieldValueError({ message: "consent-nothing-to-withdraw" });
  return { version: previous.version, termsDigest: last.termsDigest };
}
