import type { DeployedApp } from "../apps/deployed-app.ts";
import { translated } from "../apps/translated.ts";
import type { DeployedApps, DeployedAppsCache } from "../apps/deployed-apps.ts";
import type { Config } from "../config.ts";
import type { Transaction } from "../database.ts";
import type { EventType, StoredEvent } from "../events/event.ts";
import type { Follower } from "../events/follow.ts";
import type { DirectoryCache } from "../identity/directory-cache.ts";
import { viewerOf, type Directory, type DirectoryUser } from "../identity/directory.ts";
import { peopleOf } from "../identity/people-of.ts";
import { isMailAddress, queueMails } from "../mail/queue-mail.ts";
import { compileView } from "../permissions/compile-access.ts";
import { matches } from "../query/matches.ts";
import { readRecordStates, type RecordStates } from "../records/following/read-record-states.ts";
import { beginningOf } from "../records/history/find-beginning.ts";
import { readTurns, type Turn } from "../records/history/store.ts";
import { readerOf, type RecordRow } from "../records/record-row.ts";
import { canView } from "../records/who-can-view.ts";
import { ruleCondition } from "./rule-scope.ts";
import { decideRecipients, type Judge, type Recipient } from "./decide.ts";
import { countMails, deleteOfComment, insertNotifications, readCommentContext } from "./store.ts";
import { mailText, reasonText } from "./texts.ts";

/** What lives as long as the process. */
export interface NotificationMeans {
  readonly config: Pick<Config, "publicUrl">;
  readonly apps: DeployedAppsCache;
  readonly directories: DirectoryCache;
}

/** A flood of comments must not become a flood of mails: as many about one record reach a person within the hour. */
export const mostMailsPerHour = 5;
/** Nor must a flood of records: as many about records of any kind. The portal tells of all of them. */
export const mostMailsInAll = 100;

/** Tells people about records and their comments, as the app's rules say. */
export function recordFollower({ config, apps, directories }: NotificationMeans): Follower {
  const types: ReadonlySet<EventType> = new Set([
    "record/added",
    "record/edited",
    "record/status-changed",
    "comment/posted",
    "comment/deleted",
    "reminder/due",
  ]);

  /** Events share transactions; the apps are looked up once in each. */
  const seen = new WeakMap<Transaction, Promise<DeployedApps>>();
  function appsOf(tx: Transaction): Promise<DeployedApps> {
    const known = seen.get(tx) ?? apps.current(tx);
    seen.set(tx, known);
    return known;
  }

  async function follow(tx: Transaction, event: StoredEvent, now: Date): Promise<void> {
    const app = event.app && (await appsOf(tx)).byId(event.app);
    if (!app || !event.record || !mayTell(app, event)) return;
    if (event.type === "comment/deleted") return deleteOfComment(tx, app.id, event.record, event.comment ?? "0");
    const directory = await directories.current(tx);
    const recipients = await recipientsOf(tx, app, event, directory, now);
    if (recipients.length === 0) return;
    const told = new Set(await keep(tx, app, event, recipients, now));
    await mail(
      tx,
      app,
      event,
      recipients.filter(({ user }) => told.has(user.id)),
      now,
    );
  }

  async function mail(tx: Transaction, app: DeployedApp, event: StoredEvent, told: readonly Recipient[], now: Date) {
    const wanting = told.filter(({ user, hasMail }) => hasMail && isMailAddress(user.email));
    if (wanting.length === 0) return;
    const since = new Date(now.getTime() - 3_600_000);
    const users = wanting.map(({ user }) => user.id);
    const sent = await countMails(tx, { app: app.id, record: event.record!, users, since });
    const link = `${config.publicUrl}/apps/${app.id}/records/${event.record}${event.comment ? `#comment-${event.comment}` : ""}`;
    const mails = wanting
      .filter(({ user }) => {
        const { ofRecord, ofAll } = sent.get(user.id) ?? { ofRecord: 0, ofAll: 0 };
        return ofRecord < mostMailsPerHour && ofAll < mostMailsInAll;
      })
      .map(({ user, reason, title }) => {
        const place = translated(app.definition.settings.name, user.locale, app);
        const content = {
          place,
          reason: reasonText(reason, title, user.locale, app),
          link,
          publicUrl: config.publicUrl,
        };
        return {
          key: `notification:${event.id}:${user.id}`,
          to: user.email,
          toUser: user.id,
          ...mailText(content, user.locale),
        };
      });
    await queueMails({ tx, now }, mails);
  }

  return { name: "notifications of records", types, follow };
}

/** Whether the app's rules tell anybody at all of such an event; most apps keep silent about most saves. */
function mayTell({ definition }: DeployedApp, { type }: StoredEvent): boolean {
  const { general, perRecord } = definition.notifications;
  if (type !== "record/added" && type !== "record/edited") return true;
  const key = type === "record/added" ? "recordAdded" : "recordEdited";
  return perRecord.notifications.length > 0 || general.notifications.some((rule) => rule[key]);
}

async function recipientsOf(
  tx: Transaction,
  app: DeployedApp,
  event: StoredEvent,
  directory: Directory,
  now: Date,
): Promise<readonly Recipient[]> {
  const isComment = event.type === "comment/posted";
  const isReminder = event.type === "reminder/due";
  const comment = isComment ? await readCommentContext(tx, app.id, event.record!, event.comment ?? "0") : undefined;
  if (comment && comment.mentions === null) return []; // deleted meanwhile
  const states = await readRecordStates(tx, app, event.record!, isComment || isReminder ? undefined : event.revision);
  if (!states.now) return [];
  // Whoever got the record after the comment does not read it, and so is not told of it either.
  const fields = [...app.fields.values()].map(({ id }) => id);
  const moves = comment ? await readTurns(tx, { app: app.id, record: event.record! }, fields, event.at) : [];
  const mentioned = (comment?.mentions ?? []).flatMap((id) => peopleOf(id, false, directory)).map(({ id }) => id);
  const commenters = new Set(comment?.commenters);
  return decideRecipients(
    { ...states, event, app, mentioned: new Set(mentioned), commenters },
    judgeOf(app, states, moves, directory, now),
  );
}

function judgeOf(
  app: DeployedApp,
  states: RecordStates,
  moves: readonly Turn[],
  directory: Directory,
  now: Date,
): Judge {
  return {
    directory,
    holds: (filterCond, row) => matches(ruleCondition(filterCond, { app, directory, now }), readerOf(row)),
    mayView: (user) => states.now !== null && hasSeenSince(app, states.now, moves, directory, user, now),
  };
}

function hasSeenSince(
  app: DeployedApp,
  row: RecordRow,
  moves: readonly Turn[],
  directory: Directory,
  user: DirectoryUser,
  now: Date,
): boolean {
  if (!canView(app, row, directory, user, now)) return false;
  return (
    moves.length === 0 || beginningOf(compileView(app, viewerOf(directory, user), directory, now), row, moves) === null
  );
}

function keep(tx: Transaction, app: DeployedApp, event: StoredEvent, recipients: readonly Recipient[], now: Date) {
  return insertNotifications(
    tx,
    recipients.map(({ user, reason, isToMe, title }) => ({
      event: event.id,
      user: user.id,
      reason,
      isToMe,
      title,
      app: app.id,
      record: event.record!,
      ...(event.type === "comment/posted" && event.comment && { comment: event.comment }),
      by: event.by,
    })),
    now,
  );
}
