import { requireApp } from "../apps/require-app.ts";
import type { Context } from "../http/context.ts";
import { bindQuery } from "../query/bind-query.ts";
import { parseQuery } from "../query/parse-query.ts";
import { Failure } from "../errors.ts";
import { writeJson, writtenAnswer } from "../json-text.ts";
import { planRead, type Asked, type ReadPlan } from "./plan-read.ts";
import { guarded } from "./second-wall.ts";
import { recordWriter, writeList, type WireRecord } from "./serialize-records.ts";
import { programScope } from "./sources/query-scope.ts";
import { countRows, readRows } from "./store.ts";

/** Records in an answer when the query has no limit. */
const defaultLimit = 100;

/** kintone's GET records: at most 500 records, to a depth of 10,000. Two statements, three with `totalCount`. */
export async function readRecords(
  context: Context,
  input: { app: string; query?: string; fields?: readonly string[]; totalCount?: boolean },
): Promise<{ records: WireRecord[]; totalCount: string | null }> {
  const { app, access } = requireApp(context, input.app);
  const query = bindQuery(parseQuery(input.query ?? ""), programScope(context, { app, access }));
  const plan = planRead(app, access, {
    where: query.where,
    order: query.order,
    limit: query.limit ?? defaultLimit,
    offset: query.offset ?? 0,
    ...fieldsAsked(input.fields),
  });
  const records = await readJson(context, plan, { fields: input.fields });
  const count = input.totalCount ? String(await countRows(context.tx, plan)) : null;
  return writtenAnswer<{ records: WireRecord[]; totalCount: string | null }>({
    records,
    totalCount: JSON.stringify(count),
  });
}

/** kintone's GET record. */
export async function readOne(context: Context, input: { app: string; id: string }): Promise<{ record: WireRecord }> {
  const { app, access } = requireApp(context, input.app);
  const isId = /^\d{1,18}$/.test(input.id);
  const plan = planRead(app, access, { where: { kind: "record", ids: isId ? [input.id] : [] }, limit: 1 });
  const [row] = await readRows(context.tx, plan);
  if (!row) throw new Failure("record/not-found", { record: input.id });
  const write = recordWriter(plan, context.directory);
  const record = await guarded(context, app.id, () => writeJson((to) => write(row, to)));
  return writtenAnswer<{ record: WireRecord }>({ record });
}

/** The planned records on the wire, for whoever looks at them; see `readJson`. */
export async function readWire(context: Context, plan: ReadPlan): Promise<WireRecord[]> {
  return JSON.parse((await readJson(context, plan)).toString()) as WireRecord[];
}

/**
 * The planned records on the wire, as a JSON list, seen by both walls. One statement.
 *
 * @param fields - the codes that the caller listed
 * @param order - the place of a record's id, instead of the plan's order
 */
export async function readJson(
  context: Context,
  plan: ReadPlan,
  { fields, order }: { fields?: readonly string[] | undefined; order?: (id: string) => number } = {},
): Promise<Buffer> {
  const found = await readRows(context.tx, plan);
  const rows = order ? found.toSorted((a, b) => order(a.row.id) - order(b.row.id)) : found;
  // kintone gives $id and $revision always, unless the caller lists the fields he wants.
  const isWanted = (code: string) => !fields || fields.length === 0 || fields.includes(code);
  const withIds = { id: isWanted("$id"), revision: isWanted("$revision") };
  const write = recordWriter(plan, context.directory, withIds);
  return guarded(context, plan.app.id, () => writeList(rows, write));
}

/** What a list of codes asks for; an empty one asks for everything, as none at all does. */
export function fieldsAsked(fields: readonly string[] | undefined): Pick<Asked, "fields"> {
  return fields && fields.length > 0 ? { fields } : {};
}
