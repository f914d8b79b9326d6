import type { TLSSocket } from "node:tls";
import { fingerprintOf } from "./presented-certificate.ts";

/** The open TLS connections of a server, by certificate. */
export interface Connections {
  /** Follows a connection until it closes. */
  add(socket: TLSSocket): void;
  /** Cuts every connection of a certificate, running answers included. Returns how many there were. */
  cut(fingerprint: string): number;
}

/** Follows connections, so that a revocation can cut those that are open. */
export function trackConnections(): Connections {
  const byFingerprint = new Map<string, Set<TLSSocket>>();
  return {
    add(socket) {
      const fingerprint = fingerprintOf(socket);
      if (!fingerprint) return;
      const sockets = byFingerprint.get(fingerprint) ?? new Set();
      byFingerprint.set(fingerprint, sockets.add(socket));
      socket.once("close", () => {
        sockets.delete(socket);
        if (sockets.size === 0 && byFingerprint.get(fingerprint) === sockets) byFingerprint.delete(fingerprint);
      });
    },
    cut(fingerprint) {
      const sockets = [...(byFingerprint.get(fingerprint) ?? [])];
      for (const socket of sockets) socket.destroy();
      return sockets.length;
    },
  };
}
