import type { Endpoint } from "./endpoint.ts";
import type { Log } from "./log.ts";
import type { RawRoute } from "./raw-route.ts";

/** What the portal serves, handed to the pipeline by `app.ts`. */
export interface Parts {
  readonly endpoints: readonly Endpoint[];
  readonly rawRoutes: readonly RawRoute[];
  readonly log: Log;
}
