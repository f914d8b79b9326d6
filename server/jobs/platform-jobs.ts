import { resumeIndexes } from "../apps/deploy/build-indexes.ts";
import { resumeDeploys } from "../apps/drafts/publish-drafts.ts";
import { purgeParked } from "../apps/upkeep/purge-parked.ts";
import { rebuildTables } from "../apps/upkeep/rebuild/rebuild-tables.ts";
import { transaction } from "../database.ts";
import { followEvents, type Follower } from "../events/follow.ts";
import { sweepFiles } from "../files/sweep-files.ts";
import { deleteDeadSessions } from "../identity/login/store.ts";
import type { Mailer } from "../mail/open-mailer.ts";
import { purgeBin } from "../records/bin/bin.ts";
import { deleteExpiredCursors } from "../records/cursors/store.ts";
import { sendMails } from "../mail/send-mails.ts";
import type { Platform } from "../platform.ts";
import { recalculate } from "../records/recalculating/recalculate.ts";
import type { Job } from "./run-jobs.ts";

/** What the jobs hand work to. */
export interface JobMeans {
  readonly followers: readonly Follower[];
  readonly mailer: Mailer;
  /** Finds whom to remind of what. */
  readonly remind: (platform: Platform, signal: AbortSignal) => Promise<unknown>;
  /** Removes notifications from before then. */
  readonly forgetNotifications: (platform: Platform, before: Date) => Promise<unknown>;
}

/** As kintone keeps them; those marked for later stay. */
const notificationLifeMs = 70 * 86_400_000;
const hourMs = 3_600_000;

/** Everything that the platform does by itself. Invitations need no job: they lapse by their date. */
export function platformJobs(
  platform: Platform,
  { followers, mailer, remind, forgetNotifications }: JobMeans,
): readonly Job[] {
  const { database, clock, config } = platform;
  return [
    {
      name: "outbox",
      everyMs: 1_000,
      wokenBy: "outbox",
      run: (signal) => followEvents(platform, followers, signal),
    },
    {
      name: "mail",
      everyMs: 5_000,
      wokenBy: "mail",
      run: (signal) => sendMails(platform, mailer, signal),
    },
    { name: "reminders", everyMs: 60_000, run: (signal) => remind(platform, signal) },
    {
      name: "cursors",
      everyMs: hourMs / 6,
      run: () => transaction(database.web, (tx) => deleteExpiredCursors(tx, clock())),
    },
    {
      name: "recalculation",
      everyMs: 60_000,
      wokenBy: "recalculation",
      run: (signal) => recalculate(platform, signal),
    },
    { name: "deploys", everyMs: 60_000, run: () => resumeDeploys(platform) },
    { name: "indexes", everyMs: hourMs, run: () => resumeIndexes(database) },
    { name: "parked fields", everyMs: hourMs, run: (signal) => purgeParked(platform, signal) },
    { name: "worn tables", everyMs: hourMs, run: (signal) => rebuildTables(platform, signal) },
    { name: "bin", everyMs: hourMs, run: (signal) => emptyBin(platform, signal) },
    { name: "files", everyMs: hourMs, run: () => sweepFiles(platform) },
    {
      name: "sessions",
      everyMs: hourMs,
      run: () => {
        const now = clock();
        const idleSince = new Date(now.getTime() - config.sessionIdleMinutes * 60_000);
        return transaction(database.web, (tx) => deleteDeadSessions(tx, idleSince, now));
      },
    },
    {
      name: "notifications",
      everyMs: hourMs,
      run: () => forgetNotifications(platform, new Date(clock().getTime() - notificationLifeMs)),
    },
  ];
}

async function emptyBin({ database, clock }: Platform, signal: AbortSignal): Promise<void> {
  for (let gone = 1; gone > 0 && !signal.aborted;) {
    gone = await transaction(database.web, (tx) => purgeBin(tx, clock()));
  }
}
