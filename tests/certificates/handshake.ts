import { once } from "node:events";
import type { KeyObject } from "node:crypto";
import { createServer, request, type RequestOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { fingerprintFromNode } from "../../server/certificates/fingerprint.ts";
import { generateKeys } from "../../server/certificates/key-types.ts";
import { issueServerCertificate, type Authority } from "../../server/certificates/x509.ts";
import { inDays, makeAuthority, repeatableRandom, yearsLater } from "./judges.ts";

export interface Handshake {
  clientAuthority: Authority;
  crl?: string;
  pfx?: Uint8Array;
  passphrase?: string;
  cert?: string;
  key?: KeyObject;
}

export interface Verdict {
  isAuthorized: boolean;
  reason?: string;
  commonName?: string;
  fingerprint256?: string;
  subjectAltName?: string;
}

const serverAuthority = await makeAuthority("Server CA");
const serverKeys = await generateKeys("ec");
const serverCertificate = issueServerCertificate({
  authority: serverAuthority,
  names: ["localhost", "127.0.0.1"],
  publicKey: serverKeys.publicKey,
  notBefore: inDays(-1),
  notAfter: yearsLater,
  random: repeatableRandom("server"),
});

/** What a real HTTPS server, set up as ours, thinks of a visitor; the visitor checks the server's certificate too. */
export async function handshake({ clientAuthority, crl, key, pfx, ...rest }: Handshake): Promise<Verdict> {
  const server = createServer(
    {
      key: pemOf(serverKeys.privateKey),
      cert: serverCertificate.toString(),
      ca: clientAuthority.certificate.toString(),
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: "TLSv1.3",
      ...(crl === undefined ? {} : { crl }),
    },
    (incoming, answer) => answer.end(JSON.stringify(verdictOn(incoming.socket as TLSSocket))),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await ask({
      host: "127.0.0.1",
      servername: "localhost",
      port: (server.address() as AddressInfo).port,
      ca: serverAuthority.certificate.toString(),
      agent: false,
      ...rest,
      ...(key ? { key: pemOf(key) } : {}),
      ...(pfx ? { pfx: Buffer.from(pfx) } : {}),
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function verdictOn(socket: TLSSocket): Verdict {
  const { fingerprint256, subjectaltname, subject } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  return {
    isAuthorized: socket.authorized,
    reason: String(socket.authorizationError),
    ...(subject === undefined ? {} : { commonName: String(subject.CN) }),
    ...(fingerprint256 === undefined ? {} : { fingerprint256: fingerprintFromNode(fingerprint256) }),
    ...(subjectaltname === undefined ? {} : { subjectAltName: subjectaltname }),
  };
}

function ask(options: RequestOptions): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    request(options, (answer) => {
      answer.setEncoding("utf8");
      let body = "";
      answer.on("data", (text: string) => (body += text));
      answer.on("end", () => resolve(JSON.parse(body) as Verdict));
    })
      .on("error", reject)
      .end();
  });
}

const pemOf = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();
