import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import type { Viewer } from "../../identity/viewer.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { matches } from "../../query/matches.ts";
import { lockForWrite, requireRevision } from "../lock-for-write.ts";
import { planWrite } from "../plan-write.ts";
import { refusal } from "../refusal.ts";
import { readerOf } from "../record-row.ts";
import { canView } from "../who-can-view.ts";
import type { Turn } from "./actions.ts";
import { arrived } from "./candidates.ts";
import { processOf } from "./process-of.ts";
import { writeStates } from "./write-states.ts";

/**
 * Puts the record into other hands without moving it; an empty list leaves it to nobody. Whoever has it, and whoever may
 * edit it, may do so.
 *
 * @throws Failure process/off, permission/denied; user/not-known for people who are unknown, cannot view the record or are
 *   none of the viewer's business; input/invalid for several in a state that is in one person's hands
 */
export async function changeAssignees(
  context: Context,
  input: { app: string; id: string; assignees: readonly string[]; revision?: string | null },
): Promise<{ revision: string }> {
  const { viewer, directory, now } = context;
  const { app, access } = requireApp(context, input.app);
  const process = processOf(app);
  if (!process) throw new Failure("process/off");
  const rows = await lockForWrite(context, planWrite(app, access, "process", [input.id]));
  const row = rows.get(input.id)!;
  requireRevision(row, input.revision);
  if (!mayReassign({ access, process, row }, viewer)) throw new Failure("permission/denied");

  const state = process.stateOf(readerOf(row));
  const acquaintance = acquaintanceOf(app, viewer, directory);
  const users = input.assignees.map((code, at) => {
    const user = directory.userByCode(code);
    const isFit =
      user && acquaintance.user(user.id) && canView(app, arrived(row, process, state, [user.id]), directory, user, now);
    if (!isFit) throw refusal({ [`assignees[${at}]`]: [{ message: "user/not-known", params: { code } }] });
    return user.id;
  });
  const ids = [...new Set(users)];
  if (state.assignee.type === "ONE" && ids.length > 1) {
    throw new Failure("input/invalid", {}, { assignees: [{ message: "too-many-items", params: { limit: 1 } }] });
  }
  const moved = [{ row, next: arrived(row, process, state, ids), action: null }];
  const [changed] = await writeStates(context, { app, process, moved, step: 1 });
  return { revision: changed!.revision };
}

/** Whether the viewer may put the record into other hands: who has it, and who may edit it. */
export function mayReassign(
  { access, process, row }: Pick<Turn, "access" | "process" | "row">,
  { userId }: Pick<Viewer, "userId">,
): boolean {
  const read = readerOf(row);
  const present = (read(process.assignees) ?? []) as readonly number[];
  return present.includes(userId) || matches(access.edit, read);
}
