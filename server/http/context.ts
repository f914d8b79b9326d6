import type { Transaction } from "../database.ts";
import type { DeployedApps } from "../apps/deployed-apps.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Platform } from "../platform.ts";

/** Everything a use case needs; nothing is reached any other way. */
export interface Context {
  readonly tx: Transaction;
  readonly viewer: Viewer;
  /** The instant of the request. */
  readonly now: Date;
  /** Deployed apps, from cache or through `tx`. */
  readonly apps: DeployedApps;
  /** Users, organisations and groups by id and code, as of the start of the request. */
  readonly directory: Directory;
  /** What lives as long as the process: configuration, file store, authorities, randomness. */
  readonly platform: Platform;
}
