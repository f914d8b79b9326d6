import { describeApp, enterableApps } from "../apps/read-apps.ts";
import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import type { Context } from "../http/context.ts";
import { sanitizeRichText } from "../records/writing/sanitize-rich-text.ts";
import { runsSpace } from "./hosts.ts";
import { checkMembers, membersOf, peopleIn } from "./members.ts";
import {
  findThread,
  hasApps,
  insertThread,
  readSpaceNames,
  readSpaces,
  readThreads,
  removeSpace,
  updateSpaceSettings,
  updateThread,
  type SpaceMember,
  type SpaceRow,
  type SpaceSettings,
} from "./store.ts";
import { acquaintances } from "./threads.ts";

/** What kintone shows of a space that nobody has set up otherwise. */
const defaults = {
  ...{ body: "", useMultiThread: true, fixedMember: true, showAnnouncement: true, showThreadList: true },
  ...{ showAppList: true, showMemberList: false, showRelatedLinkList: false },
  permissions: { createApp: "ADMIN" as const },
} satisfies SpaceSettings;

/** kintone's description of a space, with the apps that the viewer may enter. @throws Failure space/not-found */
export async function readSpace(context: Context, { id }: { id: string }): Promise<object> {
  const { tx, directory, viewer } = context;
  const space = await requireSpace(context, id);
  const settings = { ...defaults, ...space.settings };
  const [thread] = await readThreads(tx, space.id);
  const mayKnow = await acquaintances(context);
  const person = (user: number | null) => {
    const found = user === null ? undefined : directory.user(user);
    const isShown = found?.status === "active" && mayKnow(viewer.userId, found.id);
    return isShown ? { code: found.code, name: found.name } : { code: "", name: "" };
  };
  const members = new Set(membersOf(space).flatMap((member) => peopleIn(context, member)));
  const apps = enterableApps(context).filter(({ app }) => app.spaceId === space.id);
  const threads = new Map(thread && [[space.id, thread.id]]);
  const isMulti = settings.useMultiThread;
  const shown = (flag: boolean) => (isMulti ? flag : null);
  return {
    ...{ id: space.id, name: space.name, defaultThread: thread?.id ?? null, isPrivate: false },
    ...{ creator: person(space.created_by), modifier: person(space.updated_by) },
    memberCount: String([...members].filter((user) => mayKnow(viewer.userId, user)).length),
    ...{
      coverType: "PRESET",
      coverKey: "GREEN",
      coverUrl: "",
      body: settings.body,
      useMultiThread: isMulti,
      isGuest: false,
    },
    attachedApps: apps.map(({ app }) => attached(describeApp(context, app, threads))),
    fixedMember: settings.fixedMember,
    showAnnouncement: shown(settings.showAnnouncement),
    showThreadList: shown(settings.showThreadList),
    showAppList: shown(settings.showAppList),
    showMemberList: shown(settings.showMemberList),
    showRelatedLinkList: shown(settings.showRelatedLinkList),
    permissions: settings.permissions,
  };
}

/** An app as a space lists it: where it is needs no saying. */
function attached({ spaceId: _, ...app }: Record<string, unknown>): object {
  return app;
}

/**
 * Changes a space; what is not sent stays, and so do the many threads of a space that has them. Every space of a portal is
 * public, so it cannot be made private.
 *
 * @throws Failure space/not-found, permission/denied, function/unsupported (private), input/invalid
 */
export async function updateSpace(
  context: Context,
  { id, name, isPrivate, ...sent }: { id: string; name?: string; isPrivate?: boolean } & Partial<SpaceSettings>,
): Promise<Record<string, never>> {
  const space = await requireOwnSpace(context, id);
  if (isPrivate === true) throw new Failure("function/unsupported");
  const keys = Object.keys(defaults) as (keyof SpaceSettings)[];
  const isKept = (key: keyof SpaceSettings) => sent[key] === undefined || (key === "useMultiThread" && !sent[key]);
  const known = Object.fromEntries(keys.flatMap((key) => (isKept(key) ? [] : [[key, sent[key]]])));
  await change(context, space, { name: name ?? space.name, settings: { ...space.settings, ...known } });
  return {};
}

/** Changes the text of a space. @throws Failure space/not-found, permission/denied */
export async function updateSpaceBody(
  context: Context,
  { id, body }: { id: string; body: string },
): Promise<Record<string, never>> {
  const space = await requireOwnSpace(context, id);
  await change(context, space, { settings: { ...space.settings, body: sanitizeRichText(body) } });
  return {};
}

/**
 * Takes a space away. It stays in the database; an operator can bring it back.
 *
 * @throws Failure space/not-found, permission/denied, space/in-use while it holds apps
 */
export async function deleteSpace(context: Context, { id }: { id: string }): Promise<Record<string, never>> {
  const { tx, now, viewer } = context;
  const space = await requireOwnSpace(context, id);
  if (await hasApps(tx, space.id)) throw new Failure("space/in-use");
  await removeSpace(tx, space.id, viewer.userId, now);
  await appendEvent(context, { type: "space/removed", by: viewer.userId, detail: { space: space.id } });
  return {};
}

/** The members of a space as far as the viewer may know them. @throws Failure space/not-found */
export async function readSpaceMembers(context: Context, { id }: { id: string }): Promise<{ members: object[] }> {
  const space = await requireSpace(context, id);
  const mayKnow = await acquaintances(context);
  const isKnown = (member: SpaceMember) =>
    member.entity.type === "GROUP" || peopleIn(context, member).some((user) => mayKnow(context.viewer.userId, user));
  return {
    members: membersOf(space)
      .filter(isKnown)
      .map(({ entity, isAdmin = false, includeSubs = false }) => ({ entity, isAdmin, isImplicit: false, includeSubs })),
  };
}

/**
 * Replaces the members of a space. Apps and threads have rights of their own; members decide who runs the space.
 *
 * @throws Failure space/not-found, permission/denied, input/invalid as `checkMembers`
 */
export async function updateSpaceMembers(
  context: Context,
  { id, members }: { id: string; members: readonly SpaceMember[] },
): Promise<Record<string, never>> {
  const space = await requireOwnSpace(context, id);
  await change(context, space, { members: await checkMembers(context, members, membersOf(space)) });
  return {};
}

/**
 * Starts a thread. Its name is read by everybody in the portal, so those who run the space decide on it.
 *
 * @throws Failure space/not-found, permission/denied
 */
export async function addThread(
  context: Context,
  { space: id, name }: { space: string; name: string },
): Promise<{ id: string }> {
  const { tx, viewer, now } = context;
  const space = await requireOwnSpace(context, id);
  const thread = await insertThread(tx, { space: space.id, name, body: "", by: viewer.userId }, now);
  await appendEvent(context, { type: "thread/added", by: viewer.userId, detail: { thread, space: space.id } });
  return { id: thread };
}

/** Changes name or text of a thread. @throws Failure thing/not-found, permission/denied */
export async function changeThread(
  context: Context,
  { id, name, body }: { id: string; name?: string; body?: string },
): Promise<Record<string, never>> {
  const { tx, viewer } = context;
  const thread = await findThread(tx, id);
  if (!thread) throw new Failure("thing/not-found");
  await requireOwnSpace(context, thread.space_id);
  await updateThread(tx, id, { name, body: body === undefined ? undefined : sanitizeRichText(body) });
  await appendEvent(context, { type: "thread/changed", by: viewer.userId, detail: { thread: id } });
  return {};
}

/** kintone's statistics of spaces; people whom the viewer may not know are neither named nor counted. */
export async function readSpaceStatistics(
  context: Context,
  { offset = 0, limit = 100 }: { offset?: number; limit?: number },
): Promise<{ spaces: object[] }> {
  const { tx, directory, viewer } = context;
  const mayKnow = await acquaintances(context);
  const isKnown = (user: number) => mayKnow(viewer.userId, user);
  const countPeople = (members: readonly SpaceMember[]) =>
    String(new Set(members.flatMap((member) => peopleIn(context, member).filter(isKnown))).size);
  const dates = new Map((await readSpaceNames(tx)).map((one) => [one.id, one]));
  const person = (id: number | null) => {
    const user = id === null || !isKnown(id) ? undefined : directory.user(id);
    return { code: user?.code ?? "", name: user?.name ?? "" };
  };
  const spaces = (await readSpaces(tx)).slice(offset, offset + limit);
  return {
    spaces: spaces.map((space) => ({
      ...{ id: space.id, name: space.name, isPrivate: false, isGuest: false },
      administratorCount: countPeople(membersOf(space).filter(({ isAdmin }) => isAdmin)),
      memberCount: countPeople(membersOf(space)),
      ...{ creator: person(space.created_by), modifier: person(space.updated_by) },
      createdAt: dates.get(space.id)?.created_at.toISOString() ?? "",
      modifiedAt: dates.get(space.id)?.updated_at.toISOString() ?? "",
    })),
  };
}

/** Lets pass whoever may put apps into the space. @throws Failure space/not-found, thing/not-found, permission/denied */
export async function requireAppMaker(context: Context, id: string, thread: string | null): Promise<void> {
  const space = await requireOwnSpace(context, id);
  if (thread !== null && (await findThread(context.tx, thread))?.space_id !== space.id)
    throw new Failure("thing/not-found");
}

/** The space of this id. @throws Failure space/not-found */
export async function requireSpace({ tx }: Context, id: string): Promise<SpaceRow> {
  const space = (await readSpaces(tx)).find((one) => one.id === id);
  if (!space) throw new Failure("space/not-found", { space: id });
  return space;
}

async function requireOwnSpace(context: Context, id: string): Promise<SpaceRow> {
  const space = await requireSpace(context, id);
  if (!runsSpace(space, context.viewer, context.directory)) throw new Failure("permission/denied");
  return space;
}

async function change(
  context: Context,
  space: SpaceRow,
  {
    name = space.name,
    settings = space.settings,
    members = space.members,
  }: Partial<Pick<SpaceRow, "name" | "settings" | "members">>,
): Promise<void> {
  const { tx, viewer, now } = context;
  await updateSpaceSettings(tx, space.id, { name, settings, members }, viewer.userId, now);
  await appendEvent(context, { type: "space/changed", by: viewer.userId, detail: { space: space.id } });
}
