import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import type { WritePlan } from "./plan-write.ts";
import type { RecordRow } from "./record-row.ts";
import { guarded, holdToRight } from "./second-wall.ts";
import { readWholeRows } from "./store.ts";

/**
 * The planned records by id, locked until the transaction ends, and allowed by both readings of the right.
 *
 * @throws Failure record/not-found when one is out of reach, permission/denied when one is seen but may not be changed
 */
export async function lockForWrite(context: Context, plan: WritePlan): Promise<ReadonlyMap<string, RecordRow>> {
  const { reach, right } = plan;
  const found = await readWholeRows(context.tx, reach, right, true);
  const rows = new Map(found.map(({ row }) => [row.id, row]));
  for (const id of plan.ids) if (!rows.has(id)) throw new Failure("record/not-found", { record: id });
  await guarded(context, reach.app.id, () => {
    for (const { row, isAllowed } of found) {
      holdToRight(reach.access.view, row, plan.action);
      if (isAllowed) holdToRight(right, row, plan.action);
    }
  });
  if (found.some(({ isAllowed }) => !isAllowed)) throw new Failure("permission/denied");
  return rows;
}

/** @throws Failure record/changed-meanwhile when the caller has seen another revision */
export function requireRevision(row: RecordRow, revision: string | null | undefined): void {
  if (!revision || revision === "-1" || revision === String(row.revision)) return;
  throw new Failure("record/changed-meanwhile", { record: row.id });
}
