import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { foldText } from "../../query/fold-text.ts";
import { readerOf } from "../record-row.ts";
import { requireRecord } from "../require-record.ts";
import { canView } from "../who-can-view.ts";
import { arrived } from "./candidates.ts";
import { mayReassign } from "./change-assignees.ts";
import { processOf } from "./process-of.ts";

/** Somebody into whose hands a record can be put. */
export interface Assignable {
  type: "USER";
  code: string;
  name: string;
  /** Name of the first organisation, to tell namesakes apart. */
  organization: string | null;
}

/** As many as a list below a field shows; typing on narrows it. */
const mostAssignables = 20;

/**
 * The people into whose hands the viewer may put the record: those whom he may know, who could then view it and whose name
 * or code contains the words; at most 20, by name.
 *
 * @throws Failure record/not-found, process/off, or permission/denied when he may not hand the record over
 */
export async function findAssignables(
  context: Context,
  input: { app: string; record: string; q?: string },
): Promise<{ people: Assignable[] }> {
  const { directory, viewer, now } = context;
  const { app, access, row } = await requireRecord(context, input.app, input.record, "view");
  const process = processOf(app);
  if (!process) throw new Failure("process/off");
  if (!mayReassign({ access, process, row }, viewer)) throw new Failure("permission/denied");
  const state = process.stateOf(readerOf(row));
  const acquaintance = acquaintanceOf(app, viewer, directory);
  const words = foldText(input.q ?? "").trim();
  const people: Assignable[] = [];
  const named = directory
    .users()
    .filter(({ name, code }) => foldText(name).includes(words) || foldText(code).includes(words))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const user of named) {
    if (people.length === mostAssignables) break;
    const isFit =
      acquaintance.user(user.id) && canView(app, arrived(row, process, state, [user.id]), directory, user, now);
    if (!isFit) continue;
    const organization = directory.organization(user.primaryOrganizationId ?? user.organizations[0] ?? 0);
    people.push({ type: "USER", code: user.code, name: user.name, organization: organization?.name ?? null });
  }
  return { people };
}
