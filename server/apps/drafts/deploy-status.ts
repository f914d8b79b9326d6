import type { DeployRow, DeployStatus } from "./store.ts";

/** A deploy that is said to run for longer died with its process, and nobody took it up. */
const deadAfterMs = 600_000;

/** How a deploy goes at an instant; an app that was never deployed by request counts as a success. */
export function statusAt(deploy: DeployRow | undefined, now: Date): DeployStatus {
  if (!deploy) return "SUCCESS";
  const { status, at } = deploy;
  return status === "PROCESSING" && now.getTime() - at.getTime() > deadAfterMs ? "FAIL" : status;
}
