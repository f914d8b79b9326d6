import { knownKey, t } from "./messages/text.ts";
import type { Notification } from "./wire.ts";

/** Why somebody was told, in words: those of the app's own rule where one fired. */
export function reasonWords({ reason, by, title, recordTitle }: Notification): string {
  if (reason === "rule" && title && recordTitle) return title.replaceAll("\n", t("reason.and"));
  const key = knownKey(`reason.${reason}`) ?? "reason.rule";
  return t(key, { name: by?.name ?? t("reason.somebody") });
}

/** The way to what a notification is about, down to the comment. */
export function notificationHref({ app, record, comment, thread, announcement }: Notification): string {
  if (app && record) return `/apps/${app.id}/records/${record}${comment ? `?comment=${comment}` : ""}`;
  if (thread) return `/threads/${thread}${comment ? `?comment=${comment}` : ""}`;
  if (announcement) return `/?announcement=${announcement}`;
  return app ? `/apps/${app.id}` : "/";
}
