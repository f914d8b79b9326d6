import type { TLSSocket } from "node:tls";
import { fingerprintOf } from "./presented-certificate.ts";

/** Connections of one certificate, and so of one device, that are open at one moment; kintone's clients need 100. */
export const mostOfOne = 300;

/** The open TLS connections of a server, by certificate. */
export interface Connections {
  /** Follows a connection until it closes; cuts it if its certificate has `mostOfOne` already. */
  add(socket: TLSSocket): void;
  /**
   * What cuts the connections of a certificate that are open now, running answers included, and returns how many there
   * were. One that is opened later has met the door as it is by then.
   */
  cutterOf(fingerprint: string): () => number;
}

/** Follows connections, so that a revocation can cut those that are open. */
export function trackConnections(): Connections {
  const byFingerprint = new Map<string, Set<TLSSocket>>();
  return {
    add(socket) {
      const fingerprint = fingerprintOf(socket);
      if (!fingerprint) return;
      const sockets = byFingerprint.get(fingerprint) ?? new Set();
      if (sockets.size >= mostOfOne) {
        socket.destroy();
        return;
      }
      byFingerprint.set(fingerprint, sockets.add(socket));
      socket.once("close", () => {
        sockets.delete(socket);
        if (sockets.size === 0 && byFingerprint.get(fingerprint) === sockets) byFingerprint.delete(fingerprint);
      });
    },
    cutterOf(fingerprint) {
      const sockets = [...(byFingerprint.get(fingerprint) ?? [])];
      return () => {
        for (const socket of sockets) socket.destroy();
        return sockets.length;
      };
    },
  };
}
