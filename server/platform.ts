import type { DeployedAppsCache } from "./apps/deployed-apps.ts";
import type { Authorities } from "./certificates/authorities.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";

/** What lives as long as the process. Built once in `main.ts` (or by a test), handed down as an argument. */
export interface Platform {
  readonly config: Config;
  readonly database: Database;
  readonly authorities: Authorities;
  /** Deployed apps; a request takes `deployedApps.current(tx)` once, as `Context.apps`. */
  readonly deployedApps: DeployedAppsCache;
  /** Cryptographic randomness. */
  readonly random: (octets: number) => Uint8Array;
  /** The clock of requests and jobs. */
  readonly clock: () => Date;
  /** Folder of stored files; created at start. */
  readonly filesFolder: string;
}
