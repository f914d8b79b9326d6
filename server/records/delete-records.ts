import { requireApp } from "../apps/require-app.ts";
import { Failure } from "../errors.ts";
import { appendEvents } from "../events/append-event.ts";
import type { Context } from "../http/context.ts";
import { checkBatch } from "./batch-size.ts";
import { lockForWrite, requireRevision } from "./lock-for-write.ts";
import { planWrite } from "./plan-write.ts";
import { storedFields } from "./stored-fields.ts";
import { deleteRows } from "./writing/store.ts";

/**
 * Deletes 1 to 100 records, all or none; `revisions` may have holes. They go to the bin with their files, and to all
 * other eyes they are gone.
 */
export async function deleteRecords(
  context: Context,
  input: { app: string; ids: readonly string[]; revisions?: readonly (string | null)[] },
): Promise<Record<string, never>> {
  const { app, access } = requireApp(context, input.app);
  checkBatch(input.ids.length, "deleting", "ids");
  const ids = [...new Set(input.ids)];
  const { tx, viewer, now } = context;
  const rows = await lockForWrite(context, planWrite(app, access, "delete", ids));
  ids.forEach((id) => requireRevision(rows.get(id)!, input.revisions?.[input.ids.indexOf(id)] ?? undefined));

  const fields = storedFields(app);
  const gone = [...rows.values()].map(({ id, revision, values }) => ({
    id,
    revision,
    diff: Object.fromEntries(
      fields.flatMap((field) =>
        values.get(field.id) === null ? [] : [[field.id, [values.get(field.id)!, null] as const]],
      ),
    ),
  }));
  const count = await deleteRows(tx, app, gone, { by: viewer.userId, at: now });
  if (count !== gone.length) throw new Failure("record/changed-meanwhile");
  await appendEvents(
    context,
    gone.map(({ id, revision }) => ({
      type: "record/deleted",
      app: app.id,
      record: id,
      revision: revision + 1,
      by: viewer.userId,
    })),
  );
  return {};
}
