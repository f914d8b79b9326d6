import { translated } from "../apps/translated.ts";
import type { Context } from "../http/context.ts";
import { hostsOf } from "../spaces/hosts.ts";
import { makeMayKnow, type MayKnow } from "../spaces/may-know.ts";
import { readSpaces } from "../spaces/store.ts";
import { readNotifications, readUnread, type Filter, type NotificationRow, type UnreadRow } from "./store.ts";
import { reasonText } from "./texts.ts";
import { readVisibleRecords, type VisibleRecords } from "./visible-records.ts";

const batchSize = 100;
/** A page that would have to look at more rows than this ends early; the next one goes on. */
const mostBatches = 10;

/** A notification as it is shown. */
export type ShownNotification = ReturnType<typeof shownAs>;

/**
 * The viewer's notifications, the latest first. What has come out of his reach since he was told is not shown and not
 * counted, as if it had never been.
 */
export async function listNotifications(
  context: Context,
  { filter = "all", before = null, limit = 30 }: { filter?: Filter; before?: string | null; limit?: number },
): Promise<{ notifications: ShownNotification[]; older: boolean }> {
  const { tx, viewer, directory } = context;
  const mayKnow = makeMayKnow(directory, hostsOf(await readSpaces(tx), directory));
  const shown: ShownNotification[] = [];
  let from = before;
  for (let batch = 0; batch < mostBatches && shown.length <= limit; batch += 1) {
    const rows = await readNotifications(tx, { user: viewer.userId, filter, before: from, limit: batchSize });
    const records = await readVisibleRecords(context, rows.flatMap(placeOf));
    for (const row of rows) if (isVisible(row, records)) shown.push(shownAs(context, row, records, mayKnow));
    from = rows.at(-1)?.id ?? from;
    if (rows.length < batchSize) break;
  }
  return { notifications: shown.slice(0, limit), older: shown.length > limit };
}

/** How many unread notifications the viewer has within his present reach: addressed to him, and altogether. */
export async function countUnread(context: Context): Promise<{ toMe: number; all: number }> {
  const rows = await readUnread(context.tx, context.viewer.userId);
  const records = await readVisibleRecords(context, rows.flatMap(placeOf));
  const visible = rows.filter((row) => isVisible(row, records));
  return {
    toMe: visible.reduce((sum, row) => sum + row.to_me, 0),
    all: visible.reduce((sum, row) => sum + row.total, 0),
  };
}

function placeOf({ app_id: app, record_id: record }: Pick<UnreadRow, "app_id" | "record_id">) {
  return app !== null && record !== null ? [{ app, record }] : [];
}

function isVisible(row: Pick<UnreadRow, "app_id" | "record_id">, records: VisibleRecords): boolean {
  return placeOf(row).every((place) => records.title(place) !== undefined);
}

function shownAs(
  { apps, directory, viewer }: Context,
  row: NotificationRow,
  records: VisibleRecords,
  mayKnow: MayKnow,
) {
  const [place] = placeOf(row);
  const app = place && apps.byId(place.app);
  const person = row.by_user === null ? undefined : directory.user(row.by_user);
  // Whoever sees a record sees who worked on it; in a space only acquaintances are named.
  const by = person && (place || mayKnow(viewer.userId, person.id)) ? { code: person.code, name: person.name } : null;
  return {
    id: row.id,
    reason: row.reason,
    isToMe: row.is_to_me,
    title: titleOf(row, viewer.locale, app),
    app: app ? { id: app.id, name: translated(app.definition.settings.name, viewer.locale, app) } : null,
    record: row.record_id,
    recordTitle: (place && records.title(place)) ?? null,
    comment: row.comment_id === null ? null : String(row.comment_id),
    thread: row.thread_id,
    announcement: row.announcement_id,
    by,
    at: row.created_at,
    readAt: row.read_at,
    flaggedAt: row.flagged_at,
  };
}

function titleOf(row: NotificationRow, locale: "ja" | "en", app: Parameters<typeof reasonText>[3]): string {
  if (row.reason === "rule") return reasonText("rule", row.title, locale, app);
  return row.announcement_title ?? row.thread_name ?? "";
}

/** What waits for the viewer because he was addressed and has not looked: one entry per record. */
export async function listWaiting(context: Context) {
  const rows = (await readUnread(context.tx, context.viewer.userId)).filter((row) => row.to_me > 0);
  const records = await readVisibleRecords(context, rows.flatMap(placeOf));
  return rows.flatMap((row) => {
    const [place] = placeOf(row);
    const app = place && context.apps.byId(place.app);
    const title = place && records.title(place);
    if (!app || !place || title === undefined) return [];
    const { locale } = context.viewer;
    const appName = translated(app.definition.settings.name, locale, app);
    return [{ ...place, appName, title, reason: reasonText(row.reason, row.title, locale, app), due: null }];
  });
}

/** What the portal's page shows of notifications. */
export const homeNotifications = {
  waiting: listWaiting,
  latest: async (context: Context, limit: number) => (await listNotifications(context, { limit })).notifications,
};
