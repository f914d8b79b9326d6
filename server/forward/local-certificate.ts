import { generateKeys } from "../certificates/key-types.ts";
import type { RandomSource } from "../certificates/serial-number.ts";
import { clockSkewMs, issueAuthority, issueServerCertificate } from "../certificates/x509.ts";

/** What https on this machine needs: a certificate for `localhost`, its key, and the authority that tools must trust. */
export interface LocalCertificate {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

const days = 90;
const dayMs = 86_400_000;

/**
 * A certificate for `localhost` and 127.0.0.1, good for 90 days, from an authority of its own whose key is forgotten at once:
 * whoever trusts that authority trusts this one certificate.
 */
export async function makeLocalCertificate(now: Date, random: RandomSource): Promise<LocalCertificate> {
  const [ca, own] = [await generateKeys("ec"), await generateKeys("ec")];
  const validity = {
    notBefore: new Date(now.getTime() - clockSkewMs),
    notAfter: new Date(now.getTime() + days * dayMs),
  };
  const name = { organizationName: "Madoguchi", commonName: "Madoguchi Forwarder" };
  const authority = issueAuthority({ name, ...ca, ...validity, random });
  const names = ["localhost", "127.0.0.1"];
  const certificate = issueServerCertificate({ authority, names, publicKey: own.publicKey, ...validity, random });
  return {
    caPem: authority.certificate.toString(),
    certificatePem: certificate.toString(),
    privateKeyPem: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
