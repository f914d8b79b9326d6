import { transaction } from "../database.ts";
import type { Follower } from "../events/follow.ts";
import type { Platform } from "../platform.ts";
import { recordFollower, type NotificationMeans } from "./follow-records.ts";
import { spaceFollower } from "./follow-spaces.ts";
import { deleteOldNotifications } from "./store.ts";

/** Everybody in this feature who acts on events. */
export function notificationFollowers(means: NotificationMeans): readonly Follower[] {
  return [recordFollower(means), spaceFollower(means)];
}

/** Removes notifications from before then that nobody keeps for later. Returns how many. */
export function forgetNotifications({ database }: Pick<Platform, "database">, before: Date): Promise<number> {
  return transaction(database.web, (tx) => deleteOldNotifications(tx, before));
}
