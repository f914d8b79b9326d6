import { appendEvent } from "../events/append-event.ts";
import { transaction, type RawValue } from "../database.ts";
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

/** What the wall looks at: what the rules read of a record, and what SQL gave for its cells. */
interface SeenRow {
  readonly row: RecordRow;
  readonly cells: readonly RawValue[];
}

/**
 * The cells of a row that the viewer may see, by the in-memory reading of the same Access that SQL was compiled from.
 *
 * @throws AccessIncident when SQL gave a record or a cell that the rules refuse
 */
export function visibleCells(plan: ReadPlan, seen: SeenRow): readonly boolean[] {
  const wall = walls.get(plan) ?? makeWall(plan);
  walls.set(plan, wall);
  return wall(seen);
}

type Wall = (seen: SeenRow) => readonly boolean[];
const walls = new WeakMap<ReadPlan, Wall>();

function makeWall({ access, cells }: ReadPlan): Wall {
  const views = cells.map(({ field }) => access.fields.get(field.code)?.view ?? never);
  // Most fields follow the record, so that there are few different rules and often a single one.
  const different = [...new Set(views)];
  const ruleOf = views.map((view) => different.indexOf(view));
  const everyCell: readonly boolean[] = cells.map(() => true);

  return (seen) => {
    const read = readerOf(seen.row);
    if (!matches(access.view, read)) throw new AccessIncident(`record ${seen.row.id}`);
    const isHeld = (view: Condition) => view === access.view || matches(view, read);
    if (different.every(isHeld)) return everyCell;
    const held = different.map(isHeld);
    return ruleOf.map((rule, at) => {
      const isEmpty = seen.cells[at] === null;
      if (!held[rule] && !isEmpty) {
        throw new AccessIncident(`record ${seen.row.id}, field ${cells[at]!.field.code}`);
      }
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
