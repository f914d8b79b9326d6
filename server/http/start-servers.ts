import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import { doorChannel, parseEnding, type Ending } from "../identity/ending.ts";
import type { Platform } from "../platform.ts";
import { trackConnections } from "./connections.ts";
import { makeDoor, type Door } from "./door.ts";
import { makeEnrolmentApp } from "./enrolment-app.ts";
import type { Parts } from "./parts.ts";
import { makePortalApp } from "./portal-app.ts";
import { refuseBroken } from "./refuse-broken.ts";
import { enrolmentTlsOptions, portalTlsOptions } from "./tls-options.ts";

/** How long the connections of a revoked certificate stay open for the last words to their pages. */
const cutAfterMs = 100;

/** Both listeners, running. */
export interface Servers {
  /** The portal's server; live updates attach themselves to it. */
  readonly portal: Server;
  readonly enrolment: Server;
  readonly door: Door;
  /**
   * Calls `handler` when somebody's presence has ended, in this process or another. Without an ending notices may have
   * been missed: look at everybody again.
   */
  onEnded(handler: (ending: Ending | undefined) => void): void;
  /** Answers what is under way (at most `drainMs`), then closes everything. */
  stop(drainMs?: number): Promise<void>;
}

/**
 * Listens on both ports of the configuration.
 *
 * @throws Error with a sentence for the operator if a port is taken
 */
export async function startServers(platform: Platform, parts: Parts): Promise<Servers> {
  const door = makeDoor(platform);
  const connections = trackConnections();
  const handlers = new Set<(ending: Ending | undefined) => void>();
  const portal = createServer(portalTlsOptions(platform), makePortalApp(platform, parts, door));
  const enrolment = createServer(enrolmentTlsOptions(platform), makeEnrolmentApp(platform, parts, door));
  portal.on("secureConnection", (socket: TLSSocket) => connections.add(socket));
  for (const server of [portal, enrolment]) server.on("tlsClientError", (_error, socket) => socket.destroy());
  portal.on("clientError", refuseBroken);

  const endListening = await platform.database.listen(doorChannel, (payload) => {
    const ending = payload === undefined ? undefined : parseEnding(payload);
    if (ending || payload === undefined) for (const handler of handlers) handler(ending);
    // Open pages are told why first; meanwhile every request is refused at the door.
    if (ending?.kind === "certificate") setTimeout(connections.cutterOf(ending.fingerprint), cutAfterMs).unref();
  });

  async function stop(drainMs = 10_000) {
    await endListening();
    await Promise.all([close(portal, drainMs), close(enrolment, drainMs)]);
  }

  try {
    await listen(portal, platform.config.port, "PORT");
    await listen(enrolment, platform.config.enrolmentPort, "ENROLMENT_PORT");
  } catch (error) {
    await stop(0);
    throw error;
  }
  return { portal, enrolment, door, onEnded: (handler) => void handlers.add(handler), stop };
}

async function listen(server: Server, port: number, setting: string) {
  server.listen(port);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Error(`Port ${port} cannot be used; set ${setting} to another one.`, { cause: error });
  }
}

/** Idle connections close at once, busy ones after their answer, the rest when time is up. */
async function close(server: Server, drainMs: number) {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(timer);
}
