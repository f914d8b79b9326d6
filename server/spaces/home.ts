import { enterableApps } from "../apps/read-apps.ts";
import { translated } from "../apps/translated.ts";
import type { Context } from "../http/context.ts";
import { spaceTexts } from "../identity/programme/space-texts.ts";
import { sanitizeRichText } from "../records/writing/sanitize-rich-text.ts";
import { hostsOf, mayAnnounce } from "./hosts.ts";
import { makeMayKnow, type MayKnow } from "./may-know.ts";
import { readAssigned, readOpenWork, type AssignedWork, type Work } from "./open-work.ts";
import { readAnnouncements, readSpaces, type AnnouncementRow, type SpaceRow } from "./store.ts";
import { listThreads } from "./threads.ts";

const mostAnnouncements = 20;
const mostWork = 20;
const mostNotifications = 5;

/** What the portal's page shows of notifications; handed in, because spaces must not know who follows events. */
export interface HomeNotifications {
  /** Records that address the viewer and that he has not looked at. */
  waiting(context: Context): Promise<readonly Work[]>;
  latest(context: Context, limit: number): Promise<readonly unknown[]>;
}

/** The portal's page: the first space, its board and threads, the viewer's apps, his open work and latest notifications. */
export function readHome(notifications: HomeNotifications) {
  return async (context: Context) => {
    const { tx, directory } = context;
    const spaces = await readSpaces(tx);
    const [space] = spaces;
    const mayKnow = makeMayKnow(directory, hostsOf(spaces, directory));
    const apps = enterableApps(context);
    const open = (await Promise.all(apps.map(({ app, access }) => readOpenWork(context, app, access)))).flat();
    const assigned = new Map<string, AssignedWork>();
    for (const { app, access } of apps) assigned.set(app.id, await readAssigned(context, app, access));
    const own = mergeWork(
      [...assigned.values()].flatMap(({ work }) => work),
      open,
    );
    const work = mergeWork(own, await notifications.waiting(context));
    return {
      space: space ? shownSpace(context, space) : null,
      announcements: space ? await listAnnouncements(context, space, mayKnow) : [],
      threads: space ? await listThreads(context, space.id, mayKnow) : [],
      apps: apps.map(({ app }) => ({
        id: app.id,
        code: app.code,
        name: translated(app.definition.settings.name, context.viewer.locale, app),
        description: translated(app.definition.settings.description ?? "", context.viewer.locale, app),
        icon: app.definition.settings.icon ?? null,
        theme: app.definition.settings.theme ?? null,
        waiting: work.filter((one) => one.app === app.id).length,
        assigned: assigned.get(app.id)?.count ?? 0,
      })),
      work: work.slice(0, mostWork),
      notifications: await notifications.latest(context, mostNotifications),
    };
  };
}

/** One entry per record, what comes first before the rest: what the record itself asks for, then what was said about it. */
function mergeWork(first: readonly Work[], rest: readonly Work[]): readonly Work[] {
  const isFirst = (one: Work) => first.some(({ app, record }) => app === one.app && record === one.record);
  return [...first, ...rest.filter((one) => !isFirst(one))];
}

function shownSpace({ viewer, directory }: Context, space: SpaceRow) {
  const { id, code, name, definition } = space;
  const say = spaceTexts(definition, viewer.locale);
  const { contact } = definition;
  return {
    id,
    code,
    name: say(name),
    header: sanitizeRichText(say(definition.header ?? "")),
    contact: contact ? { ...contact, name: say(contact.name ?? ""), hours: say(contact.hours ?? "") } : null,
    mayAnnounce: mayAnnounce(space, viewer, directory),
  };
}

async function listAnnouncements({ tx, viewer, directory }: Context, { id }: SpaceRow, mayKnow: MayKnow) {
  const rows = await readAnnouncements(tx, id, viewer.userId, mostAnnouncements);
  return rows.map((row: AnnouncementRow) => {
    const person = row.published_by === null ? undefined : directory.user(row.published_by);
    return {
      id: row.id,
      title: row.title,
      body: row.body,
      isImportant: row.is_important,
      publishedAt: row.published_at,
      publishedBy: person && mayKnow(viewer.userId, person.id) ? { code: person.code, name: person.name } : null,
      isRead: row.is_read,
    };
  });
}
