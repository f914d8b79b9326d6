import type { DeployedAppsCache } from "../apps/deployed-apps.ts";
import type { Transaction } from "../database.ts";
import type { StoredEvent } from "../events/event.ts";
import { findEvent } from "../events/store.ts";
import type { DirectoryCache } from "../identity/directory-cache.ts";
import type { Directory } from "../identity/directory.ts";
import { readNotified } from "../notifications/store.ts";
import { readRecordStates } from "../records/following/read-record-states.ts";
import { canView } from "../records/who-can-view.ts";
import { hostsOf } from "../spaces/hosts.ts";
import { makeMayKnow } from "../spaces/may-know.ts";
import { findThreadComment, readSpaces } from "../spaces/store.ts";

/** What the server tells an open page: look again. Never what there is to see. */
export type Nudge =
  | { readonly kind: "record"; readonly app: string; readonly record: string }
  | { readonly kind: "notifications" }
  | { readonly kind: "home" }
  | { readonly kind: "thread"; readonly id: string }
  | { readonly kind: "ended"; readonly reason: string };

/** A nudge, and the people whom it may reach; those of `record` only where they look at the place. */
export interface Addressed {
  readonly nudge: Nudge;
  readonly users: readonly number[];
}

export interface NudgeMeans {
  readonly apps: DeployedAppsCache;
  readonly directories: DirectoryCache;
}

/** Who is there: everybody with an open page, and who looks at a record. */
export interface Present {
  readonly users: readonly number[];
  watchersOf(app: string, record: string): readonly number[];
}

/**
 * The nudges of an event for the people who are there. Rights are asked anew for each of them, with the record and the
 * directory as they are now: whoever has lost sight of a record hears nothing of it.
 */
export async function nudgesOf(
  tx: Transaction,
  eventId: string,
  present: Present,
  means: NudgeMeans,
  now: Date,
): Promise<readonly Addressed[]> {
  const event = await findEvent(tx, eventId);
  if (!event || present.users.length === 0) return [];
  const notified = await readNotified(tx, event.id, present.users);
  return [
    { nudge: { kind: "notifications" }, users: notified },
    ...(await nudgesOfRecord(tx, event, present, means, now)),
    ...(await nudgesOfSpace(tx, event, present, means)),
  ];
}

async function nudgesOfRecord(
  tx: Transaction,
  { type, app, record, revision }: StoredEvent,
  present: Present,
  means: NudgeMeans,
  now: Date,
): Promise<readonly Addressed[]> {
  if (!/^(record|comment)\//.test(type) || !app || !record) return [];
  return nudgeAbout(tx, { app, record, ...(type === "record/deleted" && { revision }) }, present, means, now);
}

/**
 * The nudge about one record, for those who look at it and can view it.
 *
 * @param revision - of a deletion: who could view the record before is told to look again
 */
export async function nudgeAbout(
  tx: Transaction,
  { app: appId, record, revision }: { app: string; record: string; revision?: number | undefined },
  present: Present,
  { apps, directories }: NudgeMeans,
  now: Date,
): Promise<readonly Addressed[]> {
  const watchers = present.watchersOf(appId, record);
  const app = watchers.length > 0 ? (await apps.current(tx)).byId(appId) : undefined;
  if (!app) return [];
  const states = await readRecordStates(tx, app, record, revision);
  const row = states.now ?? states.before;
  if (!row) return [];
  const directory = await directories.current(tx);
  const users = watchers.filter((id) => {
    const user = directory.user(id);
    return user !== undefined && canView(app, row, directory, user, now);
  });
  return [{ nudge: { kind: "record", app: app.id, record }, users }];
}

async function nudgesOfSpace(
  tx: Transaction,
  event: StoredEvent,
  present: Present,
  { directories }: NudgeMeans,
): Promise<readonly Addressed[]> {
  if (event.type.startsWith("announcement/") || event.type === "app/deployed") {
    return [{ nudge: { kind: "home" }, users: present.users }];
  }
  if (event.type !== "thread/comment-posted") return [];
  const comment = await findThreadComment(tx, String(event.detail?.["comment"] ?? "0"));
  if (!comment) return [];
  const directory: Directory = await directories.current(tx);
  const mayKnow = makeMayKnow(directory, hostsOf(await readSpaces(tx), directory));
  const users = present.users.filter((id) => mayKnow(id, comment.created_by));
  return [{ nudge: { kind: "thread", id: comment.thread_id }, users }];
}
