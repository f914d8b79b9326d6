import type { RequiredApp } from "../../apps/require-app.ts";
import type { Context } from "../../http/context.ts";
import { and, type Condition } from "../../query/condition.ts";
import { planRead, type Asked } from "../plan-read.ts";
import { guarded, holdToRight, isWithin } from "../second-wall.ts";
import { readBinnedRows, type BinnedRow } from "../store.ts";

/**
 * The deleted records that the viewer could see and delete, by both readings of his rights.
 *
 * A right that looks for words is read differently by SQL here, because a record's search row goes with it: then the record
 * stays in the bin. Any other difference is an incident.
 *
 * @param lock - holds the rows until the transaction ends
 */
export async function readReachable(
  context: Context,
  { app, access }: RequiredApp,
  asked: Asked,
  { lock }: { lock: boolean },
): Promise<readonly BinnedRow[]> {
  const rows = await readBinnedRows(context.tx, planRead(app, access, { ...asked, fields: [] }), access.delete, {
    lock,
  });
  const right = and(access.view, access.delete);
  if (looksForWords(right)) return rows.filter(({ row }) => isWithin(right, row));
  return guarded(context, app.id, () => {
    for (const { row } of rows) holdToRight(right, row);
    return rows;
  });
}

function looksForWords(condition: Condition): boolean {
  switch (condition.kind) {
    case "all":
    case "any":
      return condition.of.some(looksForWords);
    case "not":
    case "rows":
      return looksForWords(condition.of);
    default:
      return condition.kind === "contains";
  }
}
