import { createHash } from "node:crypto";
import type { ReminderNotification } from "../../../app-definitions/definition.ts";

/** What tells one reminder of an app from the others, and from what a later deploy makes of it. */
export function fingerprintOf(rule: ReminderNotification): string {
  return createHash("sha256").update(JSON.stringify(rule)).digest("hex").slice(0, 16);
}
