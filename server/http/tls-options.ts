import { constants } from "node:crypto";
import type { ServerOptions } from "node:https";
import type { Platform } from "../platform.ts";

/** Mute and dripping clients are cut after these; uploads of large files stay within the whole request. */
const timeouts = {
  handshakeTimeout: 10_000,
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
};

/** Tickets would carry a verdict past its revocation, and work without the key; renegotiation serves only floods. */
const secureOptions = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION;

/**
 * The portal's port: every visitor is asked for a certificate of the client CA (and of no other, so that browsers
 * offer only ours), and one without is let through to the door, which explains.
 */
export function portalTlsOptions({ config, authorities }: Pick<Platform, "config" | "authorities">): ServerOptions {
  return {
    ...enrolmentTlsOptions({ config, authorities }),
    ca: authorities.clientCaPem,
    requestCert: true,
    rejectUnauthorized: false,
  };
}

/** The enrolment port: the same without ever asking for a certificate, because browsers remember "none" until restart. */
export function enrolmentTlsOptions({ config, authorities }: Pick<Platform, "config" | "authorities">): ServerOptions {
  return {
    cert: authorities.server.certificatePem,
    key: authorities.server.privateKeyPem,
    minVersion: config.tlsMinVersion,
    honorCipherOrder: true,
    ciphers: "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20",
    secureOptions,
    sessionTimeout: 1,
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
    ...timeouts,
  };
}
