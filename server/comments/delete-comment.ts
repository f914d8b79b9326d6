import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import type { Context } from "../http/context.ts";
import type { RequiredRecord } from "../records/require-record.ts";
import { requireCommented } from "./require-commented.ts";
import { eraseComment, lockComment } from "./store.ts";
import { threadOf } from "./thread-of.ts";

/**
 * Deletes a comment of one's own; who manages the app may delete any.
 *
 * @throws Failure record/not-found, comment/off, comment/not-found, comment/not-own
 */
export async function deleteComment(
  context: Context,
  input: { app: string; record: string; comment: string },
): Promise<Record<string, never>> {
  const { tx, viewer, now } = context;
  const record = await requireCommented(context, input.app, input.record);
  const comment = await lockComment(tx, await threadOf(context, record), input.comment);
  if (!comment) throw new Failure("comment/not-found");
  if (!mayDelete(record, comment, viewer.userId)) throw new Failure("comment/not-own", { comment: input.comment });

  await eraseComment(tx, record.app.id, record.id, input.comment, now);
  const { app, id } = record;
  await appendEvent(context, {
    type: "comment/deleted",
    app: app.id,
    record: id,
    comment: input.comment,
    by: viewer.userId,
  });
  return {};
}

/** Whether this person may delete the comment. */
export function mayDelete({ access }: RequiredRecord, comment: { created_by: number }, userId: number): boolean {
  return comment.created_by === userId || access.app.manage;
}
