import { transaction } from "../database.ts";
import type { Context } from "../http/context.ts";
import { makeDirectoryCache } from "../identity/directory-cache.ts";
import { viewerOf, type Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Platform } from "../platform.ts";

/** Runs work in somebody's name at some instant, in one transaction over the present directory. */
export type InName = <Result>(
  code: string | null,
  now: Date,
  work: (context: Context) => Promise<Result>,
) => Promise<Result>;

/** The certificate that the demo issued to a person, as evidence of consent names it. */
export type Certificates = ReadonlyMap<string, NonNullable<Viewer["certificate"]>>;

/** The platform itself, before anybody exists. */
const platformViewer: Viewer = {
  userId: 0,
  code: "madoguchi",
  name: "Madoguchi",
  isAdministrator: true,
  groups: [],
  organizations: [],
  organizationsAndAncestors: [],
  primaryOrganization: null,
  certificate: null,
  sessionId: null,
  locale: "ja",
  timezone: "Asia/Tokyo",
};

/** Opens contexts for `platform`; `null` acts as the platform itself. */
export function contextsOf(platform: Platform, certificates: Certificates): InName {
  const directories = makeDirectoryCache();
  return (code, now, work) =>
    transaction(platform.database.web, async (tx) => {
      const directory = await directories.current(tx);
      const viewer = code === null ? platformViewer : viewerFor(directory, code, certificates);
      return work({ tx, viewer, now, directory, platform, apps: await platform.deployedApps.current(tx) });
    });
}

function viewerFor(directory: Directory, code: string, certificates: Certificates): Viewer {
  const user = directory.userByCode(code);
  if (!user) throw new Error(`The demo names ${code}, who is not among its people.`);
  return viewerOf(directory, user, { certificate: certificates.get(code) ?? null, sessionId: null });
}
