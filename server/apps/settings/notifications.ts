import type {
  GeneralNotification,
  NotificationTarget,
  PerRecordNotification,
  ReminderNotification,
} from "../../../app-definitions/definition.ts";
import type { Context } from "../../http/context.ts";
import { changeDraft, type SettingsInput } from "../drafts/draft.ts";
import type { MayName } from "../drafts/may-name.ts";
import { requireKnownEntities } from "./known-entities.ts";
import { carryOver, entityName, invalid, pick } from "./named-parts.ts";

/** kintone's own keys. */
const generalKeys = [
  ...["entity", "includeSubs", "recordAdded", "recordEdited", "commentAdded", "statusChanged", "fileImported"],
];
const ruleKeys = ["filterCond", "title", "targets", "timing"];

/** Changes the notifications of the draft that follow every record; a list that is not sent stays. */
export async function updateGeneralNotifications(
  context: Context,
  input: SettingsInput & {
    notifications?: readonly (NotificationTarget & Partial<GeneralNotification>)[];
    notifyToCommenter?: boolean;
  },
): Promise<{ revision: string }> {
  const notifications = input.notifications?.map((one): GeneralNotification => ({
    ...readTarget(one),
    ...{ recordAdded: one.recordAdded ?? false, recordEdited: one.recordEdited ?? false },
    ...{ commentAdded: one.commentAdded ?? false, statusChanged: one.statusChanged ?? false },
    fileImported: one.fileImported ?? false,
  }));
  const { revision } = await changeDraft(context, input, "notifications.general", ({ definition }, mayName) => {
    requireKnownEntities(mayName, notifications ?? [], "notifications");
    const before = definition.notifications.general;
    const general = {
      ...before,
      ...(notifications && {
        notifications: carryOver(notifications, before.notifications, generalKeys, entityName),
      }),
      ...pick(input, ["notifyToCommenter"]),
    };
    return { definition: { ...definition, notifications: { ...definition.notifications, general } } };
  });
  return { revision };
}

/** Replaces the notifications of the draft that depend on a condition; a list that is not sent stays. */
export async function updatePerRecordNotifications(
  context: Context,
  input: SettingsInput & {
    notifications?: readonly (Partial<PerRecordNotification> & { targets: NotificationTarget[] })[];
  },
): Promise<{ revision: string }> {
  const notifications = input.notifications?.map(({ filterCond = "", title = "", targets }): PerRecordNotification => ({
    ...{ filterCond, title },
    targets: targets.map(readTarget),
  }));
  const { revision } = await changeDraft(context, input, "notifications.perRecord", ({ definition }, mayName) => {
    requireKnownTargets(mayName, notifications);
    const before = definition.notifications.perRecord;
    const rules = notifications ?? before.notifications;
    const perRecord = {
      ...before,
      notifications: carryOver(
        rules,
        before.notifications,
        ruleKeys,
        ({ title, filterCond }) => `${title}\n${filterCond}`,
        ({ title }) => title,
      ),
    };
    return { definition: { ...definition, notifications: { ...definition.notifications, perRecord } } };
  });
  return { revision };
}

/**
 * Replaces the reminders of the draft; a list that is not sent stays. Without a time zone the caller's is kept.
 *
 * @throws Failure input/invalid unless each has exactly one of `hoursLater` and `time`, and a time in steps of 10 minutes
 */
export async function updateReminders(
  context: Context,
  input: SettingsInput & {
    notifications?: readonly (Partial<ReminderNotification> & Pick<ReminderNotification, "timing" | "targets">)[];
    timezone?: string;
  },
): Promise<{ revision: string }> {
  if (input.timezone !== undefined && !isTimezone(input.timezone)) throw invalid("timezone", "not-enum");
  const notifications = input.notifications?.map(
    ({ timing, filterCond, title = "", targets }, at): ReminderNotification => {
      const path = `notifications[${at}].timing`;
      const [hours, time] = [timing.hoursLater || undefined, timing.time || undefined];
      if ((hours === undefined) === (time === undefined)) throw invalid(`${path}.time`, "required-parameter");
      if (time !== undefined && !/^([01]?\d|2[0-3]):[0-5]0$/.test(time)) throw invalid(`${path}.time`, "not-enum");
      for (const key of ["daysLater", "hoursLater"] as const) {
        if (Math.abs(Number(timing[key] || 0)) > 10_000)
          throw invalid(`${path}.${key}`, "above-maximum", { limit: 10_000 });
      }
      return {
        timing: {
          code: timing.code,
          daysLater: timing.daysLater,
          ...(hours ? { hoursLater: hours } : { time: time!.padStart(5, "0") }),
        },
        filterCond: filterCond ?? "",
        title,
        targets: targets.map(readTarget),
      };
    },
  );
  const { revision } = await changeDraft(context, input, "notifications.reminder", ({ definition }, mayName) => {
    requireKnownTargets(mayName, notifications);
    const before = definition.notifications.reminder;
    const timezone = input.timezone ?? (before.timezone || context.viewer.timezone);
    const rules = notifications ?? before.notifications;
    const reminder = {
      ...before,
      notifications: carryOver(
        rules,
        before.notifications,
        ruleKeys,
        ({ title, timing }) => `${title}\n${timing.code}`,
        ({ title }) => title,
      ),
      timezone,
    };
    return { definition: { ...definition, notifications: { ...definition.notifications, reminder } } };
  });
  return { revision };
}

function readTarget({ entity, includeSubs = false }: NotificationTarget): NotificationTarget {
  return { entity: pick(entity, ["type", "code"]), includeSubs };
}

function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function requireKnownTargets(
  mayName: MayName,
  notifications: readonly { targets: readonly NotificationTarget[] }[] | undefined,
): void {
  notifications?.forEach(({ targets }, at) => requireKnownEntities(mayName, targets, `notifications[${at}].targets`));
}
