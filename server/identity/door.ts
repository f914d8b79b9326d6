/** Why somebody stays outside; each has its own page. */
export type DoorRefusal = "missing" | "untrusted" | "expired" | "unregistered" | "revoked";

/** The certificate that a visitor showed, as TLS and our own check of the chain saw it. */
export interface PresentedCertificate {
  /** SHA-256, 64 lower-case hex digits. */
  readonly fingerprint: string;
  /** true only if TLS *and* our own check accept issuer, signature and purpose; both ignore the dates. */
  readonly isTrusted: boolean;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The registry's row for a fingerprint, with its owner. */
export interface RegisteredCertificate {
  readonly id: string;
  readonly serial: string;
  readonly deviceName: string;
  readonly status: "issuing" | "active" | "revoked" | "superseded";
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly userId: number;
  readonly isUserActive: boolean;
}

/** Whether the visitor may come in, and as whose device. */
export type DoorVerdict =
  | { readonly kind: "open"; readonly certificate: RegisteredCertificate; readonly fingerprint: string }
  | { readonly kind: "closed"; readonly reason: DoorRefusal };

const closed = (reason: DoorRefusal): DoorVerdict => ({ kind: "closed", reason });

/**
 * The verdict of the door, the same for every request and every socket.
 *
 * The order matters. Presence comes first: with TLS 1.3 a visitor *without* a certificate counts as authorised on a
 * resumed connection (Node issue 35317). Dates, registry and person are looked at anew each time, because a connection
 * outlives expiry, revocation and suspension.
 *
 * @param presented - null when the visitor showed no certificate
 * @param registered - the registry's row for its fingerprint, or null
 */
export function judgeDoor(
  presented: PresentedCertificate | null,
  registered: RegisteredCertificate | null,
  now: Date,
): DoorVerdict {
  if (!presented) return closed("missing");
  if (!presented.isTrusted || now < presented.notBefore) return closed("untrusted");
  if (now > presented.notAfter) return closed("expired");
  if (!registered || registered.status === "issuing") return closed("unregistered");
  if (registered.status !== "active" || !registered.isUserActive) return closed("revoked");
  if (now < registered.notBefore || now > registered.notAfter) return closed("expired");
  return { kind: "open", certificate: registered, fingerprint: presented.fingerprint };
}
