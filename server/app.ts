import type { Endpoint } from "./http/endpoint.ts";
import { makeLog } from "./http/log.ts";
import type { Parts } from "./http/parts.ts";
import type { RawRoute } from "./http/raw-route.ts";
import type { Platform } from "./platform.ts";

/** Everything that can be called, feature by feature. */
export const endpoints: readonly Endpoint[] = [];

/** What needs the bare request: uploads, and steps that commit by themselves. */
export const rawRoutes: readonly RawRoute[] = [];

/** The portal's parts for `startServers`. */
export function createApp(platform: Platform): Parts {
  const log = makeLog(platform.config.logLevel, (line) => process.stdout.write(`${line}\n`), platform.clock);
  return { endpoints, rawRoutes, log };
}
