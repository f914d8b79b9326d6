import { appEndpoints } from "./apps/endpoints.ts";
import { certificateEndpoints } from "./certificates/endpoints.ts";
import { commentEndpoints } from "./comments/endpoints.ts";
import { documentEndpoints } from "./documents/endpoints.ts";
import { eventEndpoints } from "./events/endpoints.ts";
import { fileEndpoints } from "./files/endpoints.ts";
import { uploadRoute } from "./files/upload-route.ts";
import { apiReference } from "./http/api-reference.ts";
import type { Endpoint } from "./http/endpoint.ts";
import { openApiEndpoint } from "./http/openapi.ts";
import { makeLog, type Log } from "./http/log.ts";
import type { Parts } from "./http/parts.ts";
import { passwordRoute } from "./http/password-route.ts";
import type { RawRoute } from "./http/raw-route.ts";
import { enrolmentEndpoints } from "./identity/enrolment/endpoints.ts";
import { peopleEndpoints } from "./identity/people/endpoints.ts";
import { tokenEndpoints } from "./identity/tokens/endpoints.ts";
import { userApiEndpoints } from "./identity/user-api/endpoints.ts";
import { userCsvEndpoints } from "./identity/user-csv/endpoints.ts";
import { sessionEndpoints } from "./identity/session/endpoints.ts";
import { mailEndpoints } from "./mail/endpoints.ts";
import { notificationEndpoints } from "./notifications/endpoints.ts";
import { homeNotifications } from "./notifications/list-notifications.ts";
import { makeDirectoryCache } from "./identity/directory-cache.ts";
import { platformJobs } from "./jobs/platform-jobs.ts";
import { startJobs, type RunningJobs } from "./jobs/run-jobs.ts";
import { openMailer } from "./mail/open-mailer.ts";
import { forgetNotifications, notificationFollowers } from "./notifications/follow-events.ts";
import { remind } from "./notifications/reminders/remind.ts";
import type { Platform } from "./platform.ts";
import { binEndpoints } from "./records/bin/endpoints.ts";
import { bulkRequest } from "./records/bulk-request.ts";
import { explainingEndpoints } from "./records/explaining/endpoints.ts";
import { recordEndpoints } from "./records/endpoints.ts";
import { formEndpoints } from "./records/form/endpoints.ts";
import { sourceEndpoints } from "./records/sources/endpoints.ts";
import { settingsEndpoints } from "./apps/settings/endpoints.ts";
import { requireAppMaker } from "./spaces/kintone-spaces.ts";
import { searchEndpoints } from "./search/endpoints.ts";
import { spaceEndpoints } from "./spaces/endpoints.ts";

/** What can be called, feature by feature. */
const features: readonly Endpoint[] = [
  ...sessionEndpoints,
  ...appEndpoints,
  ...settingsEndpoints({ requireAppMaker }),
  ...recordEndpoints,
  ...binEndpoints,
  ...formEndpoints,
  ...sourceEndpoints,
  ...explainingEndpoints,
  ...commentEndpoints,
  ...fileEndpoints,
  ...documentEndpoints,
  ...spaceEndpoints(homeNotifications),
  ...searchEndpoints,
  ...notificationEndpoints,
  ...peopleEndpoints,
  ...enrolmentEndpoints,
  ...tokenEndpoints,
  ...userApiEndpoints,
  ...userCsvEndpoints,
  ...certificateEndpoints,
  ...mailEndpoints,
  ...eventEndpoints,
];

/** What needs the bare request: uploads, and steps that commit by themselves. */
export const rawRoutes: readonly RawRoute[] = [uploadRoute, { ...uploadRoute, path: "/v1/file.json" }, passwordRoute];

const callable = [...features, bulkRequest(features)];

/** The features, several of their writes as one, and kintone's list of them all. */
const listed: readonly Endpoint[] = [...callable, ...apiReference(callable, rawRoutes)];

/** Everything that can be called, the description of it all included. */
export const endpoints: readonly Endpoint[] = [...listed, openApiEndpoint(listed, rawRoutes)];

/** The portal's parts for `startServers`. */
export function createApp(platform: Platform): Parts {
  const log = makeLog(platform.config.logLevel, (line) => process.stdout.write(`${line}\n`), platform.clock);
  return { endpoints, rawRoutes, log };
}

/** Starts what the platform does by itself: events reach their followers, mails leave, old things are cleared. */
export async function startWork(platform: Platform, log: Log): Promise<RunningJobs> {
  const { config, database, deployedApps: apps } = platform;
  const mailer = openMailer(config);
  const followers = notificationFollowers({ config, apps, directories: makeDirectoryCache() });
  const jobs = await startJobs(
    database,
    platformJobs(platform, { followers, mailer, remind, forgetNotifications }),
    log,
  );
  return {
    async stop() {
      await jobs.stop();
      mailer.close();
    },
  };
}
