import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import { findUploads } from "../files/claim-files.ts";
import { claimForThread, readThreadFiles } from "../files/store.ts";
import type { Context } from "../http/context.ts";
import { peopleOf } from "../identity/people-of.ts";
import { refusal } from "../records/refusal.ts";
import { hostsOf } from "./hosts.ts";
import { makeMayKnow, type MayKnow } from "./may-know.ts";
import {
  findThread,
  findThreadComment,
  insertThreadComment,
  readSpaces,
  readThreadActivity,
  readThreadComments,
  readThreadPosters,
  readThreads,
} from "./store.ts";

const pageSize = 50;

/** A thread on the portal's page, counting only what the viewer may read. */
export interface ThreadOverview {
  readonly id: string;
  readonly name: string;
  readonly lastCommentAt: Date | null;
  readonly commentCount: number;
}

/** The threads of a space. Comments of people whom the viewer may not know are neither shown nor counted. */
export async function listThreads(
  context: Context,
  space: string,
  mayKnow: MayKnow,
): Promise<readonly ThreadOverview[]> {
  const { tx, viewer } = context;
  const activity = (await readThreadActivity(tx, space)).filter((one) => mayKnow(viewer.userId, one.created_by));
  return (await readThreads(tx, space)).map(({ id, name }) => {
    const own = activity.filter(({ thread_id }) => thread_id === id);
    const last = Math.max(...own.map(({ last_at }) => last_at.getTime()));
    return {
      id,
      name,
      lastCommentAt: own.length > 0 ? new Date(last) : null,
      commentCount: own.reduce((sum, { count }) => sum + count, 0),
    };
  });
}

/**
 * A thread with its comments, the latest first. A thread is common to all who use the space, and some of them must not
 * learn of each other: each reads what the people of the space and his own side have written.
 *
 * @throws Failure thing/not-found
 */
export async function readThread(context: Context, { id, before }: { id: string; before?: string }) {
  const { tx, viewer, directory } = context;
  const thread = await findThread(tx, id);
  if (!thread) throw new Failure("thing/not-found");
  const mayKnow = await acquaintances(context);
  const posters = (await readThreadPosters(tx, id)).filter((poster) => mayKnow(viewer.userId, poster));
  const rows = await readThreadComments(tx, { thread: id, posters, before: before ?? null, limit: pageSize + 1 });
  const files = await readThreadFiles(
    tx,
    rows.map((row) => row.id),
  );
  return {
    id,
    name: thread.name,
    body: thread.body,
    comments: rows.slice(0, pageSize).map((row) => {
      const creator = directory.user(row.created_by);
      const organization =
        creator && directory.organization(creator.primaryOrganizationId ?? creator.organizations[0] ?? 0);
      return {
        id: row.id,
        text: row.text,
        createdAt: row.created_at,
        creator: {
          code: creator?.code ?? "",
          name: creator?.name ?? "",
          organization: organization ? { code: organization.code, name: organization.name } : null,
        },
        mentions: row.mentions.flatMap((mention) => named(context, mention.id, mayKnow)),
        files: files
          .filter(({ thread_comment_id }) => thread_comment_id === row.id)
          .map((file) => ({
            fileKey: file.key,
            name: file.name,
            contentType: file.content_type,
            size: file.size_bytes,
          })),
      };
    }),
    older: rows.length > pageSize,
  };
}

/** Whom a comment names. */
export interface ThreadMention {
  type: "USER" | "GROUP" | "ORGANIZATION";
  code: string;
}

/**
 * Adds a comment to a thread.
 *
 * @param path - what stands before the error keys of the comment's parts
 * @throws Failure thing/not-found; input/invalid for an empty text; user/not-known and the like for a mention of somebody whom
 *   the viewer may not know
 */
export async function postThreadComment(
  context: Context,
  input: { thread: string; text: string; mentions?: readonly ThreadMention[]; files?: readonly { fileKey: string }[] },
  path = "",
): Promise<{ id: string }> {
  const { tx, viewer, now } = context;
  const thread = await findThread(tx, input.thread);
  if (!thread) throw new Failure("thing/not-found");
  const files = await findUploads(
    tx,
    viewer,
    (input.files ?? []).map(({ fileKey }) => fileKey),
  );
  const missing = input.files?.find(({ fileKey }) => !files.has(fileKey));
  if (missing) throw new Failure("file/not-found", { key: missing.fileKey });
  if (input.text.trim() === "" && files.size === 0)
    throw new Failure("input/invalid", {}, { text: [{ message: "required" }] });
  const mayKnow = await acquaintances(context);
  const mentions = (input.mentions ?? []).map((mention, at) => ({
    id: requireKnown(context, mention, `${path}mentions[${at}].code`, mayKnow),
  }));
  const comment = { thread: thread.id, text: input.text, mentions, by: viewer.userId };
  const id = await insertThreadComment(tx, comment, now);
  if (files.size > 0) await claimForThread(tx, [...files.keys()], id);
  const detail = { thread: thread.id, comment: id };
  await appendEvent(context, { type: "thread/comment-posted", by: viewer.userId, detail });
  return { id };
}

/**
 * The same by kintone's path, which names the space too.
 *
 * @throws Failure as above; thing/not-found for a thread of another space
 */
export async function postSpaceThreadComment(
  context: Context,
  {
    space,
    thread,
    comment: { text = "", mentions, files },
  }: {
    space: string;
    thread: string;
    comment: { text?: string; mentions?: readonly ThreadMention[]; files?: readonly { fileKey: string }[] };
  },
): Promise<{ id: string }> {
  if ((await findThread(context.tx, thread))?.space_id !== space) throw new Failure("thing/not-found");
  if (text.trim() === "" && !files?.length) {
    throw new Failure("input/invalid", {}, { "comment.text": [{ message: "required-parameter" }] });
  }
  const given = { thread, text, ...(mentions && { mentions }), ...(files && { files }) };
  return postThreadComment(context, given, "comment.");
}

/** Whether the viewer may read a comment in a thread, and so its files. */
export async function mayReadThreadComment(context: Context, id: string): Promise<boolean> {
  const comment = await findThreadComment(context.tx, id);
  return comment !== undefined && (await acquaintances(context))(context.viewer.userId, comment.created_by);
}

/** Who may know whom in the spaces. */
export async function acquaintances({ tx, directory }: Context): Promise<MayKnow> {
  return makeMayKnow(directory, hostsOf(await readSpaces(tx), directory));
}

function requireKnown(
  { directory, viewer }: Context,
  { type, code }: ThreadMention,
  key: string,
  mayKnow: MayKnow,
): number {
  const found =
    type === "USER"
      ? directory.userByCode(code)
      : type === "GROUP"
        ? directory.groupByCode(code)
        : directory.organizationByCode(code);
  const isKnown = (id: number) => directory.user(id)?.status === "active" && mayKnow(viewer.userId, id);
  const people = found
    ? peopleOf(found.id, false, directory).filter(({ id }) => type === "USER" || id !== viewer.userId)
    : [];
  if (found && people.some(({ id }) => isKnown(id))) return found.id;
  throw refusal({ [key]: [{ message: `${type.toLowerCase()}/not-known`, params: { code } }] });
}

/** The mention as shown; people whom the reader may not know are left out. */
function named({ directory, viewer }: Context, id: number, mayKnow: MayKnow) {
  const user = directory.user(id);
  if (user) return mayKnow(viewer.userId, id) ? [{ type: "USER", code: user.code, name: user.name }] : [];
  const group = directory.group(id);
  if (group) return [{ type: "GROUP", code: group.code, name: group.name }];
  const organization = directory.organization(id);
  const isKnown = directory.membersOfOrganization(id).some((member) => mayKnow(viewer.userId, member.id));
  return organization && isKnown ? [{ type: "ORGANIZATION", code: organization.code, name: organization.name }] : [];
}
