import { requireApp } from "../apps/require-app.ts";
import type { DeployedApp } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import type { Access } from "../permissions/access.ts";
import { bindQuery } from "../query/bind-query.ts";
import { always, and, type Condition } from "../query/condition.ts";
import { parseQuery } from "../query/parse-query.ts";
import { writtenAnswer } from "../json-text.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { isAlwaysVisible, planRead, type Order } from "./plan-read.ts";
import { guarded } from "./second-wall.ts";
import { recordWriter, writeList, type WireRecord } from "./serialize-records.ts";
import { queryScope } from "./sources/query-scope.ts";
import { countRows, readRows } from "./store.ts";

/** What the portal's lists ask for. */
export interface ListInput {
  app: string;
  /** Name of a view; its condition and order hold, and what is given beside narrows and overrides. */
  view?: string;
  query?: string;
  /** Text contained anywhere in what the viewer may see. */
  search?: string;
  sort?: string;
  after?: string;
  offset?: number;
  limit?: number;
  totalCount?: boolean;
  /** Codes separated by commas. */
  fields?: string;
}

/** One page of a list. */
export interface RecordList {
  records: WireRecord[];
  /** Counting ends at 100,001, which means "more than 100,000". */
  totalCount: string | null;
  /** For `after` of the next page; null on the last one. */
  next: string | null;
}

const defaultLimit = 50;
const mostCounted = 100_000;

/** A page of a list: view, condition and search together, keyset paging by cursor or, near the top, by offset. */
export async function listRecords(context: Context, input: ListInput): Promise<RecordList> {
  const { app, access } = requireApp(context, input.app);
  const scope = queryScope(context, { app, access });
  const view = requireView(app, input.view);
  const asked = bindQuery(parseQuery(input.query ?? ""), scope);
  const sort = input.sort || view?.sort;
  const order = asked.order.length > 0 || !sort ? asked.order : bindQuery(parseQuery(`order by ${sort}`), scope).order;
  const where = and(
    view?.filterCond ? bindQuery(parseQuery(view.filterCond), scope).where : always,
    asked.where,
    searchFor(app, access, input.search),
  );
  const limit = input.limit ?? defaultLimit;
  const plan = planRead(app, access, {
    ...{ where, order, offset: input.offset ?? 0 },
    // One more than shown, to know whether there is a next page.
    limit: limit + 1,
    after: input.after ? readCursor(order, input.after) : null,
    ...(input.fields ? { fields: input.fields.split(",") } : {}),
  });
  const rows = await readRows(context.tx, plan);
  const write = recordWriter(plan, context.directory);
  const records = await guarded(context, app.id, () => writeList(rows.slice(0, limit), write));
  const counted = input.totalCount ? String(await countRows(context.tx, plan, mostCounted)) : null;
  return writtenAnswer<RecordList>({
    records,
    totalCount: JSON.stringify(counted),
    next: JSON.stringify(nextCursor(order, rows, limit)),
  });
}

function nextCursor(
  order: readonly Order[],
  rows: readonly { row: { id: string }; sortedBy: readonly (string | null)[] }[],
  limit: number,
): string | null {
  const last = rows[limit - 1];
  return rows.length > limit && last ? writeCursor(order, { values: last.sortedBy, id: last.row.id }) : null;
}

/** The view of this name; undefined when none is named. @throws Failure input/invalid for an unknown one */
export function requireView({ definition }: DeployedApp, name: string | undefined) {
  if (!name) return undefined;
  const view = Object.values(definition.views.views).find((one) => one.name === name);
  if (!view) throw new Failure("input/invalid", {}, { view: [{ message: "not-known", params: { code: name } }] });
  return view;
}

/** Searches what the viewer sees on every record; a field that is hidden on some would betray itself by being found. */
function searchFor(app: DeployedApp, access: Access, search: string | undefined): Condition {
  const text = search?.trim() ?? "";
  if (text === "") return always;
  const fields = [...app.fields.values()].filter(
    (field) => field.fieldType.isSearchable && isAlwaysVisible(access, field),
  );
  return { kind: "contains", app: app.id, fields, text };
}
