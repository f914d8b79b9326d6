import type { Transaction } from "../database.ts";
import type { EventType, StoredEvent } from "../events/event.ts";
import type { Follower } from "../events/follow.ts";
import type { Directory } from "../identity/directory.ts";
import { peopleOf } from "../identity/people-of.ts";
import { hostsOf } from "../spaces/hosts.ts";
import { makeMayKnow } from "../spaces/may-know.ts";
import { findAnnouncementSpace, findThreadComment, readSpaces, readThreadPosters } from "../spaces/store.ts";
import type { Reason } from "./decide.ts";
import type { NotificationMeans } from "./follow-records.ts";
import { insertNotifications } from "./store.ts";

/**
 * Tells everybody about announcements, and about comments in threads: whom they name, who wrote there before, and
 * everybody when the comment comes from the people who run the space. Nobody is told of a comment by a stranger.
 */
export function spaceFollower({ directories }: Pick<NotificationMeans, "directories">): Follower {
  const types: ReadonlySet<EventType> = new Set(["announcement/published", "thread/comment-posted"]);

  async function follow(tx: Transaction, event: StoredEvent, now: Date): Promise<void> {
    const directory = await directories.current(tx);
    if (event.type === "announcement/published") await announce(tx, event, directory, now);
    else await tellOfComment(tx, event, directory, now);
  }

  return { name: "notifications of spaces", types, follow };
}

async function announce(tx: Transaction, event: StoredEvent, directory: Directory, now: Date) {
  const announcement = String(event.detail?.["announcement"] ?? "0");
  if (!(await findAnnouncementSpace(tx, announcement))) return;
  const people = directory.users().map(({ id }) => ({ id, reason: "announcement" as const, isToMe: false }));
  await keep(tx, event, people, { announcement }, directory, now);
}

async function tellOfComment(tx: Transaction, event: StoredEvent, directory: Directory, now: Date) {
  const comment = await findThreadComment(tx, String(event.detail?.["comment"] ?? "0"));
  if (!comment) return;
  const spaces = await readSpaces(tx);
  const mayKnow = makeMayKnow(directory, hostsOf(spaces, directory));
  const poster = comment.created_by;
  const isFromHost = hostsOf(
    spaces.filter(({ id }) => id === comment.space_id),
    directory,
  ).some((group) => directory.user(poster)?.groups.includes(group));
  const named = comment.mentions.flatMap(({ id }) => peopleOf(id, false, directory)).map(({ id }) => id);
  const others = isFromHost ? directory.users().map(({ id }) => id) : await readThreadPosters(tx, comment.thread_id);
  const people = [
    ...named.map((id) => ({ id, reason: "mentioned" as const, isToMe: true })),
    ...others.filter((id) => !named.includes(id)).map((id) => ({ id, reason: "thread" as const, isToMe: false })),
  ];
  await keep(
    tx,
    event,
    people.filter(({ id }) => mayKnow(id, poster)),
    { thread: comment.thread_id },
    directory,
    now,
  );
}

async function keep(
  tx: Transaction,
  event: StoredEvent,
  people: readonly { id: number; reason: Reason; isToMe: boolean }[],
  place: { thread: string } | { announcement: string },
  directory: Directory,
  now: Date,
) {
  const told = people.filter(({ id }) => id !== event.by && directory.user(id)?.status === "active");
  await insertNotifications(
    tx,
    told.map(({ id, reason, isToMe }) => ({
      event: event.id,
      user: id,
      reason,
      isToMe,
      title: "",
      ...place,
      by: event.by,
    })),
    now,
  );
}
