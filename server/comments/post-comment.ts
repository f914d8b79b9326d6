import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import type { Context } from "../http/context.ts";
import type { Directory } from "../identity/directory.ts";
import { refusal } from "../records/refusal.ts";
import { readMentionables, type Mentionables } from "./mentionables.ts";
import { requireCommented } from "./require-commented.ts";
import { insertComment, type StoredMention } from "./store.ts";

/** A comment as it is sent. */
export interface NewComment {
  readonly text: string;
  readonly mentions?: readonly { readonly code: string; readonly type: StoredMention["type"] }[];
}

/**
 * Adds a comment to a record's thread and returns its number. Notifications follow from the event, after the commit.
 *
 * @throws Failure app/not-found, record/not-found, comment/off; input/invalid for an empty comment; user/not-known and the
 *   like for a mention of somebody who is unknown, inactive, cannot view the record or is none of the viewer's business
 */
export async function postComment(
  context: Context,
  input: { app: string; record: string; comment: NewComment },
): Promise<{ id: string }> {
  const { tx, viewer, now } = context;
  const record = await requireCommented(context, input.app, input.record);
  const { app, id: recordId } = record;
  const { text, mentions = [] } = input.comment;
  if (text.trim() === "" && mentions.length === 0) {
    const problems = [{ message: "required-parameter" }, { message: "comment/length" }];
    throw new Failure("input/invalid", {}, { "comment.text": problems });
  }
  const stored =
    mentions.length === 0 ? [] : resolve(mentions, await readMentionables(context, record), context.directory);

  const id = await insertComment(
    tx,
    { app: app.id, record: recordId },
    { text, mentions: stored, by: viewer.userId },
    now,
  );
  await appendEvent(context, { type: "comment/posted", app: app.id, record: recordId, comment: id, by: viewer.userId });
  return { id };
}

function resolve(
  mentions: NonNullable<NewComment["mentions"]>,
  mentionables: Mentionables,
  directory: Directory,
): readonly StoredMention[] {
  const found = mentions.map(({ type, code }, at): StoredMention => {
    const id = idOf(type, code, mentionables, directory);
    if (id !== undefined) return { type, id };
    const message = `${type.toLowerCase()}/not-known`;
    throw refusal({ [`comment.mentions[${at}].code`]: [{ message, params: { code } }] });
  });
  return found.filter(({ id }, at) => found.findIndex((one) => one.id === id) === at);
}

function idOf(
  type: StoredMention["type"],
  code: string,
  mentionables: Mentionables,
  directory: Directory,
): number | undefined {
  if (type === "USER") {
    const user = directory.userByCode(code);
    return user && mentionables.user(user) ? user.id : undefined;
  }
  if (type === "GROUP") {
    const group = directory.groupByCode(code);
    return group && mentionables.group(group.id) ? group.id : undefined;
  }
  const organization = directory.organizationByCode(code);
  return organization && mentionables.organization(organization.id) ? organization.id : undefined;
}
