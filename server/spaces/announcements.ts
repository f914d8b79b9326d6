import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import type { Context } from "../http/context.ts";
import { sanitizeRichText } from "../records/writing/sanitize-rich-text.ts";
import { mayAnnounce } from "./hosts.ts";
import {
  findAnnouncementSpace,
  insertAnnouncement,
  insertRead,
  readSpaces,
  removeAnnouncement,
  updateAnnouncement,
  type SpaceRow,
} from "./store.ts";

/** What an announcement says. */
export interface AnnouncementInput {
  title: string;
  body: string;
  isImportant?: boolean;
}

/**
 * Publishes an announcement in the first space; everybody is told.
 *
 * @throws Failure permission/denied unless the viewer runs the space
 */
export async function publishAnnouncement(context: Context, input: AnnouncementInput): Promise<{ id: string }> {
  const { tx, viewer, now } = context;
  const [space] = await readSpaces(tx);
  if (!space) throw new Failure("thing/not-found");
  requireHost(context, space);
  const { title, isImportant = false } = input;
  const body = sanitizeRichText(input.body);
  const id = await insertAnnouncement(tx, { space: space.id, title, body, isImportant, by: viewer.userId }, now);
  const detail = { announcement: id, space: space.id };
  await appendEvent(context, { type: "announcement/published", by: viewer.userId, detail });
  return { id };
}

/** Changes an announcement. @throws Failure thing/not-found, permission/denied */
export async function changeAnnouncement(
  context: Context,
  { id, body, ...input }: Partial<AnnouncementInput> & { id: string },
): Promise<Record<string, never>> {
  const { tx, viewer, now } = context;
  requireHost(context, await requireSpaceOf(context, id));
  await updateAnnouncement(tx, id, { ...input, ...(body !== undefined && { body: sanitizeRichText(body) }) }, now);
  await appendEvent(context, { type: "announcement/changed", by: viewer.userId, detail: { announcement: id } });
  return {};
}

/** Takes an announcement off the board, and its notifications with it. @throws Failure thing/not-found, permission/denied */
export async function withdrawAnnouncement(context: Context, { id }: { id: string }): Promise<Record<string, never>> {
  const { tx, viewer, now } = context;
  requireHost(context, await requireSpaceOf(context, id));
  await removeAnnouncement(tx, id, now);
  await appendEvent(context, { type: "announcement/removed", by: viewer.userId, detail: { announcement: id } });
  return {};
}

/** Notes that the viewer has read an announcement; his own mark, so no event. @throws Failure thing/not-found */
export async function markAnnouncementRead(context: Context, { id }: { id: string }): Promise<Record<string, never>> {
  await requireSpaceOf(context, id);
  await insertRead(context.tx, id, context.viewer.userId, context.now);
  return {};
}

async function requireSpaceOf({ tx }: Context, announcement: string): Promise<SpaceRow> {
  const id = await findAnnouncementSpace(tx, announcement);
  const space = (await readSpaces(tx)).find((one) => one.id === id);
  if (!space) throw new Failure("thing/not-found");
  return space;
}

function requireHost({ viewer, directory }: Context, space: SpaceRow): void {
  if (!mayAnnounce(space, viewer, directory)) throw new Failure("permission/denied");
}
