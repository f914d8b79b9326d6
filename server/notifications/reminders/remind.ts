import type { ReminderNotification } from "../../../app-definitions/definition.ts";
import type { DeployedApp } from "../../apps/deployed-app.ts";
import type { DeployedAppsCache } from "../../apps/deployed-apps.ts";
import { transaction, type Transaction } from "../../database.ts";
import { appendEvents } from "../../events/append-event.ts";
import { makeDirectoryCache } from "../../identity/directory-cache.ts";
import type { Directory } from "../../identity/directory.ts";
import { platformAccess } from "../../permissions/compile-access.ts";
import type { Platform } from "../../platform.ts";
import { and, type Condition } from "../../query/condition.ts";
import { recordIdField } from "../../query/record-id-field.ts";
import { planRead } from "../../records/plan-read.ts";
import { readRows } from "../../records/store.ts";
import { ruleCondition, timezoneOf } from "../rule-scope.ts";
import { dueCondition, type Stretch } from "./due-condition.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { keepRuns, lockRun, moveRun } from "./store.ts";

/** Reminders fall due in these steps, as on kintone. */
const stepMs = 600_000;
/** What a stopped portal has missed is made up for, but nobody is reminded of what was due long ago. */
const mostLateMs = 7 * 86_400_000;
const batch = 500;

/**
 * Finds the records of which somebody is to be reminded since the last time, and leaves an event for each; whom to tell
 * is decided when the event is followed. How far an app has come is kept with its events, so that each falls due once.
 */
export async function remind(
  { database, deployedApps, clock }: Pick<Platform, "database" | "deployedApps" | "clock">,
  signal: AbortSignal,
): Promise<void> {
  const until = new Date(Math.floor(clock().getTime() / stepMs) * stepMs);
  for (const id of await transaction(database.web, (tx) => findApps(tx, deployedApps))) {
    if (signal.aborted) return;
    await transaction(database.web, (tx) => remindOf(tx, id, deployedApps, until));
  }
}

async function findApps(tx: Transaction, apps: DeployedAppsCache): Promise<string[]> {
  const reminding = (await apps.current(tx)).all().filter(({ definition }) => remindersOf(definition).length > 0);
  const ids = reminding.map(({ id }) => id);
  await keepRuns(tx, ids);
  return ids;
}

async function remindOf(tx: Transaction, id: string, apps: DeployedAppsCache, until: Date): Promise<void> {
  const done = await lockRun(tx, id, until);
  const app = (await apps.current(tx)).byId(id);
  if (!app || done >= until) return;
  const stretch = { after: new Date(Math.max(done.getTime(), until.getTime() - mostLateMs)), until };
  const directory = await makeDirectoryCache().current(tx);
  for (const rule of remindersOf(app.definition)) await leaveEvents(tx, app, rule, stretch, directory);
  await moveRun(tx, id, until);
}

async function leaveEvents(
  tx: Transaction,
  app: DeployedApp,
  rule: ReminderNotification,
  stretch: Stretch,
  directory: Directory,
): Promise<void> {
  const field = app.fields.get(rule.timing.code);
  if (!field || field.table || field.column === null) return;
  const now = stretch.until;
  const due = and(
    dueCondition(field, rule.timing, timezoneOf(app), stretch),
    ruleCondition(rule.filterCond, { app, directory, now }),
  );
  if (due.kind === "never") return;
  for (let after = "0", isMore = true; isMore;) {
    const ids = await findIds(tx, app, and(due, beyond(after)));
    await appendEvents(
      { tx, now },
      ids.map((record) => ({
        ...{ type: "reminder/due", app: app.id, record, by: null, detail: { rule: fingerprintOf(rule) } },
      })),
    );
    isMore = ids.length === batch;
    after = ids.at(-1) ?? after;
  }
}

async function findIds(tx: Transaction, app: DeployedApp, where: Condition): Promise<readonly string[]> {
  const plan = planRead(app, platformAccess(app), {
    where,
    fields: [],
    order: [{ field: recordIdField, direction: "asc" }],
    limit: batch,
  });
  return (await readRows(tx, plan)).map(({ row }) => row.id);
}

function beyond(id: string): Condition {
  return { kind: "test", field: recordIdField, operator: ">", operands: [id] };
}

function remindersOf({ notifications }: DeployedApp["definition"]): readonly ReminderNotification[] {
  return notifications.reminder.notifications;
}
