import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { fingerprintFromNode } from "../certificates/fingerprint.ts";
import type { PresentedCertificate } from "../identity/door.ts";

const clientAuth = "1.3.6.1.5.5.7.3.2";
/** What TLS says of a certificate that is good but for its dates; those are judged against our own clock. */
const dateErrors = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

const known = new WeakMap<TLSSocket, PresentedCertificate>();

/**
 * The certificate that came with a connection, judged by TLS and once more by ourselves; null if none came.
 *
 * The only place that asks TLS. It asks for the certificate first and for `authorized` second, because a resumed
 * connection without certificate counts as authorised (Node issue 35317). A certificate cannot change within a
 * connection (renegotiation is off), so its signature is checked once.
 *
 * @param authority - the client CA's certificate
 */
export function presentedCertificate(socket: TLSSocket, authority: X509Certificate): PresentedCertificate | null {
  const seen = known.get(socket);
  if (seen) return seen;
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return null;
  const presented = {
    fingerprint: fingerprintFromNode(certificate.fingerprint256),
    isTrusted: isAcceptedByTls(socket) && isIssuedForClients(certificate, authority),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  };
  known.set(socket, presented);
  return presented;
}

/** The fingerprint of a connection's certificate, whatever its worth; undefined without one. */
export function fingerprintOf(socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate && fingerprintFromNode(certificate.fingerprint256);
}

/** The fingerprint of the certificate that came with a connection, unjudged; undefined if none came. */
export function presentedFingerprint(socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate && fingerprintFromNode(certificate.fingerprint256);
}

/** Node's types call the error an `Error`; it is the code as text. */
function isAcceptedByTls(socket: TLSSocket): boolean {
  return socket.authorized || dateErrors.has(String(socket.authorizationError));
}

function isIssuedForClients(certificate: X509Certificate, authority: X509Certificate): boolean {
  return (
    !certificate.ca &&
    (certificate.keyUsage ?? []).includes(clientAuth) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  );
}
