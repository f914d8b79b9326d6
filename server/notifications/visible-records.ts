import type { Context } from "../http/context.ts";
import { compileAccess } from "../permissions/compile-access.ts";
import { always } from "../query/condition.ts";
import { planRead } from "../records/plan-read.ts";
import { recordFor } from "../records/require-record.ts";
import { guarded } from "../records/second-wall.ts";
import { readWholeRows } from "../records/store.ts";

/** A record by app and id. */
export interface Place {
  readonly app: string;
  readonly record: string;
}

/** Titles of records that the viewer reaches now; what is out of reach or deleted is missing. */
export interface VisibleRecords {
  title(place: Place): string | undefined;
}

/** Asks for the viewer's present right on each record, one statement per app. */
export async function readVisibleRecords(context: Context, places: readonly Place[]): Promise<VisibleRecords> {
  const titles = new Map<string, string>();
  const byApp = new Map<string, Set<string>>();
  for (const { app, record } of places) byApp.set(app, (byApp.get(app) ?? new Set()).add(record));
  for (const [id, records] of byApp) {
    const app = context.apps.byId(id);
    if (!app) continue;
    const access = compileAccess(app, context.viewer, context.directory, context.now);
    const where = { kind: "record", ids: [...records] } as const;
    const rows = await readWholeRows(context.tx, planRead(app, access, { where, fields: [] }), always, false);
    await guarded(context, id, () => {
      for (const { row } of rows) titles.set(`${id}/${row.id}`, recordFor(context, app, access, row).title);
    });
  }
  return { title: ({ app, record }) => titles.get(`${app}/${record}`) };
}
