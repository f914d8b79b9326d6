import type {
  GeneralNotification,
  NotificationTarget,
  ReminderNotification,
} from "../../app-definitions/definition.ts";
import type { DeployedApp } from "../apps/deployed-app.ts";
import type { StoredEvent } from "../events/event.ts";
import type { Directory, DirectoryUser } from "../identity/directory.ts";
import { peopleOf } from "../identity/people-of.ts";
import type { Stored } from "../query/condition.ts";
import type { RecordRow } from "../records/record-row.ts";
import { fingerprintOf } from "./reminders/fingerprint.ts";

/** Why somebody is told; the first of these that fits is shown. */
export type Reason =
  "mentioned" | "assigned" | "rule" | "comment" | "status" | "added" | "edited" | "announcement" | "thread";

/** What happened to a record, as far as the rules ask. */
export interface Happened {
  readonly event: StoredEvent;
  readonly app: DeployedApp;
  /** The record at the event's revision and at the one before; null where there was none. */
  readonly after: RecordRow | null;
  readonly before: RecordRow | null;
  /** Ids of the fields that the event changed. */
  readonly changed: ReadonlySet<number>;
  /** People whom the comment names, groups and organisations taken apart. */
  readonly mentioned: ReadonlySet<number>;
  /** People who had commented on the record before. */
  readonly commenters: ReadonlySet<number>;
}

/** What the pure rules cannot know by themselves. */
export interface Judge {
  readonly directory: Directory;
  /** Whether a condition of the definition holds for a record. */
  holds(filterCond: string, row: RecordRow): boolean;
  /** Whether the person can view the record as it is *now*. */
  mayView(user: DirectoryUser): boolean;
}

/** One person to be told. */
export interface Recipient {
  readonly user: DirectoryUser;
  readonly reason: Reason;
  /** Addressed as a person: by a mention, or through a field of the record. */
  readonly isToMe: boolean;
  readonly hasMail: boolean;
  /** The words of the rules that fired, one per line; empty for other reasons. */
  readonly title: string;
}

interface Claim {
  readonly user: DirectoryUser;
  readonly reason: Reason;
  readonly isToMe: boolean;
  /** The rule asks for a mail. */
  readonly mail: boolean;
  readonly title: string;
}

/** Between the titles of several rules in one notification. */
export const titleSeparator = "\n";

const reasonOrder: readonly Reason[] = ["mentioned", "assigned", "rule", "comment", "status", "added", "edited"];

/**
 * Who is told about what happened to a record, each person once.
 *
 * Nobody is told of his own doing. Who is suspended or cannot view the record as it is now drops out; rights are asked
 * only for people whom a rule, a mention or the thread names. A rule of changes (`whenChanged`) fires on edits only: a
 * new record has nothing that changed. A condition fires when a save makes it hold anew.
 *
 * @see kintone help, "Setting notifications": general, per-record
 */
export function decideRecipients(happened: Happened, judge: Judge): readonly Recipient[] {
  const claims = new Map<number, Claim[]>();
  for (const claim of claimsOf(happened, judge.directory, judge)) {
    const { id, status } = claim.user;
    if (id === happened.event.by || status !== "active") continue;
    const known = claims.get(id);
    if (known) known.push(claim);
    else claims.set(id, [claim]);
  }
  return [...claims.values()].filter(([claim]) => judge.mayView(claim!.user)).map(joined);
}

/** Mails go to whoever is addressed, or whom a rule wants to have one; each person may switch them off or want all. */
export function wantsMail(user: DirectoryUser, { isToMe, mail }: Pick<Claim, "isToMe" | "mail">): boolean {
  if (user.mailNotifications === "none" || user.email === "") return false;
  return user.mailNotifications === "all" || isToMe || mail;
}

function joined(claims: readonly Claim[]): Recipient {
  const [first, ...others] = [...claims].sort((a, b) => reasonOrder.indexOf(a.reason) - reasonOrder.indexOf(b.reason));
  const { user, reason } = first!;
  const isToMe = claims.some((claim) => claim.isToMe);
  const mail = claims.some((claim) => claim.mail);
  const titles = [first!, ...others].filter((claim) => claim.reason === reason).map(({ title }) => title);
  return {
    user,
    reason,
    isToMe,
    hasMail: wantsMail(user, { isToMe, mail }),
    title: [...new Set(titles)].join(titleSeparator),
  };
}

function* claimsOf(happened: Happened, directory: Directory, judge: Judge): Generator<Claim> {
  const { event, app, mentioned, commenters } = happened;
  const { general, perRecord, reminder } = app.definition.notifications;
  for (const id of mentioned) {
    const user = directory.user(id);
    if (user) yield { user, reason: "mentioned", isToMe: true, mail: false, title: "" };
  }
  for (const id of newAssignees(happened)) {
    const user = directory.user(id);
    if (user) yield { user, reason: "assigned", isToMe: true, mail: false, title: "" };
  }
  const wanted = wantedBy(event);
  if (wanted) {
    for (const rule of general.notifications.filter((one) => one[wanted.key])) {
      yield* claimsOfTarget(rule, happened, directory, { reason: wanted.reason, mail: rule.mail ?? false, title: "" });
    }
    if (wanted.key === "commentAdded" && general.notifyToCommenter) {
      for (const id of commenters) {
        const user = directory.user(id);
        if (user) yield { user, reason: "comment", isToMe: false, mail: false, title: "" };
      }
    }
  }
  for (const rule of reminder.notifications.filter((one) => isDue(one, event))) {
    for (const target of rule.targets) {
      yield* claimsOfTarget(target, happened, directory, { reason: "rule", mail: false, title: rule.title });
    }
  }
  for (const rule of perRecord.notifications.filter((one) => fires(one, happened, judge))) {
    for (const target of rule.targets) {
      const { title, mail = false } = rule;
      yield* claimsOfTarget(target, happened, directory, { reason: "rule", mail, title });
    }
  }
}

function isDue(rule: ReminderNotification, { type, detail }: StoredEvent): boolean {
  return type === "reminder/due" && detail?.["rule"] === fingerprintOf(rule);
}

/** Whose turn it has become with this event. */
function newAssignees({ event, app, before, after }: Happened): readonly number[] {
  if (event.type !== "record/status-changed") return [];
  const code = [...app.fields.values()].find(({ property }) => property.type === "STATUS_ASSIGNEE")?.code ?? "";
  const known = new Set(principalsOf(app, code, before));
  return principalsOf(app, code, after).filter((id) => !known.has(id));
}

type Switch = "recordAdded" | "recordEdited" | "commentAdded" | "statusChanged";

function wantedBy({ type }: StoredEvent): { key: Switch & keyof GeneralNotification; reason: Reason } | undefined {
  switch (type) {
    case "record/added":
      return { key: "recordAdded", reason: "added" };
    case "record/edited":
      return { key: "recordEdited", reason: "edited" };
    case "record/status-changed":
      return { key: "statusChanged", reason: "status" };
    case "comment/posted":
      return { key: "commentAdded", reason: "comment" };
    default:
      return undefined;
  }
}

function fires(
  rule: DeployedApp["definition"]["notifications"]["perRecord"]["notifications"][number],
  { event, app, before, after, changed }: Happened,
  judge: Judge,
): boolean {
  if (!event.type.startsWith("record/") || !after) return false;
  if (rule.whenChanged) {
    const isChanged = rule.whenChanged.some((code) => changed.has(app.fields.get(code)?.id ?? -1));
    return before !== null && isChanged && judge.holds(rule.filterCond, after);
  }
  return judge.holds(rule.filterCond, after) && !(before && judge.holds(rule.filterCond, before));
}

function* claimsOfTarget(
  { entity, includeSubs }: NotificationTarget,
  { app, after }: Happened,
  directory: Directory,
  claim: Pick<Claim, "reason" | "mail" | "title">,
): Generator<Claim> {
  const isToMe = entity.type === "FIELD_ENTITY";
  const principals = isToMe ? principalsOf(app, entity.code ?? "", after) : [idOf(entity, app, directory)];
  for (const id of principals) {
    if (id === undefined) continue;
    for (const user of peopleOf(id, includeSubs ?? false, directory)) yield { ...claim, user, isToMe };
  }
}

function idOf(
  { type, code }: NotificationTarget["entity"],
  app: DeployedApp,
  directory: Directory,
): number | undefined {
  if (type === "CREATOR") return app.creatorId ?? undefined;
  if (code === null || code === undefined) return undefined;
  if (type === "USER") return directory.userByCode(code)?.id;
  return type === "GROUP" ? directory.groupByCode(code)?.id : directory.organizationByCode(code)?.id;
}

function principalsOf(app: DeployedApp, code: string, row: RecordRow | null): readonly number[] {
  const field = app.fields.get(code);
  const stored: Stored = (field && row?.values.get(field.id)) ?? null;
  if (typeof stored === "number") return [stored];
  return Array.isArray(stored) ? (stored as readonly number[]) : [];
}
