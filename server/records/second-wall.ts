import { appendEvent } from "../events/append-event.ts";
import { transaction } from "../database.ts";
import type { Context } from "../http/context.ts";
import { never, type Condition } from "../query/condition.ts";
import { matches } from "../query/matches.ts";
import { readerOf, type RecordRow } from "./record-row.ts";
import type { ReadPlan } from "./plan-read.ts";

/** The two readings of one right differ: our bug, never the caller's. Nothing is sent. */
export class AccessIncident extends Error {
  override readonly name = "AccessIncident";
}

/**
 * Lets the row pass if the in-memory reading of the right holds on it.
 *
 * @param action - for the event, where it is another than seeing the record
 * @throws AccessIncident when it does not, although SQL said that it does
 */
export function holdToRight(right: Condition, row: RecordRow, action?: string): void {
  if (!isWithin(right, row)) throw new AccessIncident(`record ${row.id}${action ? `, ${action}` : ""}`);
}

/** Whether the right holds on the row, by the in-memory reading. */
export function isWithin(right: Condition, row: RecordRow): boolean {
  return matches(right, readerOf(row));
}

/**
 * The cells of `row` that the viewer may see, by the in-memory reading of the same Access that SQL was compiled from.
 *
 * @param isEmpty - whether SQL gave nothing for the cell at this place
 * @throws AccessIncident when SQL gave a record or a cell that the rules refuse
 */
export function visibleCells(plan: ReadPlan, row: RecordRow, isEmpty: (at: number) => boolean): readonly boolean[] {
  const wall = walls.get(plan) ?? makeWall(plan);
  walls.set(plan, wall);
  return wall(row, isEmpty);
}

type Wall = (row: RecordRow, isEmpty: (at: number) => boolean) => readonly boolean[];
const walls = new WeakMap<ReadPlan, Wall>();

function makeWall({ access, cells }: ReadPlan): Wall {
  const views = cells.map(({ field }) => access.fields.get(field.code)?.view ?? never);
  // Most fields follow the record, so that there are few different rules and often a single one.
  const different = [...new Set(views)];
  const ruleOf = views.map((view) => different.indexOf(view));
  const everyCell: readonly boolean[] = cells.map(() => true);

  return (row, isEmpty) => {
    holdToRight(access.view, row);
    const read = readerOf(row);
    const held = different.map((view) => matches(view, read));
    if (!held.includes(false)) return everyCell;
    return ruleOf.map((rule, at) => {
      if (!held[rule] && !isEmpty(at)) throw new AccessIncident(`record ${row.id}, field ${cells[at]!.field.code}`);
      return held[rule]!;
    });
  };
}

/**
 * Runs `work` and turns an incident into an event that outlives the rolled-back request; the incident itself goes on,
 * to be answered as a fault of the server.
 */
export async function guarded<Result>(context: Context, app: string, work: () => Result): Promise<Result> {
  try {
    return work();
  } catch (error) {
    if (error instanceof AccessIncident) {
      const { platform, viewer, now } = context;
      await transaction(platform.database.web, (tx) =>
        appendEvent({ tx, now }, { type: "access/incident", app, by: viewer.userId, detail: { what: error.message } }),
      );
    }
    throw error;
  }
}
