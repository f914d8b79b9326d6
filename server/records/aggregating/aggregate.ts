import { requireApp } from "../../apps/require-app.ts";
import type { RawValue } from "../../database.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { bindQuery } from "../../query/bind-query.ts";
import { parseStored } from "../../query/column-kinds.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { planRead } from "../plan-read.ts";
import { toWireCell } from "../serialize-records.ts";
import { queryScope } from "../sources/query-scope.ts";
import { toValue } from "../stored-values.ts";
import { parseGrouping, parseReckoning, type Grouping, type Reckoning } from "./parse-columns.ts";
import { readGroups } from "./store.ts";

/** What a chart asks for. */
export interface AggregateInput {
  app: string;
  /** A condition; how the groups are sorted and how many come is not its business. */
  query?: string;
  /** `code`, or `code:MONTH` for points in time; none at all makes one group of all records. */
  groups?: readonly string[];
  /** `COUNT`, `SUM:code`, `AVERAGE:code`, `MAX:code`, `MIN:code`; COUNT when nothing is asked. */
  aggregations?: readonly string[];
  limit?: number;
}

/** The groups in the order of their keys. */
export interface Aggregate {
  groups: {
    /** One per grouping: an option, a line, a number, the first day or minute of a span, or `{code, name}`. */
    keys: unknown[];
    /** One per aggregation, as text; null where no record of the group has a value. */
    values: (string | null)[];
  }[];
  /** Whether there are more groups than the limit. */
  isCut: boolean;
}

const defaultLimit = 500;

/**
 * Figures over the records that the viewer sees, for charts. A record on which he does not see a field counts there as one
 * that has no value, and records without a value are in no group; with several choices a record is in several. One
 * statement.
 *
 * @throws Failure query/field for a field that is hidden or unknown, those of queries; input/invalid
 * @see kintone.md §1.6
 */
export async function aggregateRecords(context: Context, input: AggregateInput): Promise<Aggregate> {
  const { app, access } = requireApp(context, input.app);
  const query = bindQuery(parseQuery(input.query ?? ""), queryScope(context, { app, access }));
  if (query.limit !== null || query.offset !== null || query.order.length > 0)
    throw new Failure("input/invalid", {}, { query: [{ message: "query-syntax" }] });
  const groupings = (input.groups ?? []).map((text, at) => parseGrouping(app, text, at));
  const reckonings = (input.aggregations ?? ["COUNT"]).map((text, at) => parseReckoning(app, text, at));
  const used = [...groupings, ...reckonings].flatMap(({ field }) => field ?? []);
  const limit = input.limit ?? defaultLimit;
  // The plan refuses hidden fields in an order, and tells on which records the others show.
  const order = used.map((field) => ({ field, direction: "asc" }) as const);
  const plan = planRead(app, access, { where: query.where, order, fields: [], limit: limit + 1 });
  const rows = await readGroups(context.tx, plan, { groupings, reckonings, timezone: context.viewer.timezone });
  return {
    groups: rows.slice(0, limit).map((row) => ({
      keys: groupings.map((grouping, at) => keyOf(grouping, row[at]!, context)),
      values: reckonings.map((reckoning, at) => valueOf(reckoning, row[groupings.length + at]!, context)),
    })),
    isCut: rows.length > limit,
  };
}

function keyOf({ field, unit }: Grouping, raw: RawValue, { directory }: Context): unknown {
  if (unit !== null) return raw;
  const { column } = field.fieldType;
  const value = toValue(field, parseStored(field, column === "options" ? `{${raw}}` : raw), directory);
  return Array.isArray(value) ? ((value as unknown[])[0] ?? null) : value;
}

function valueOf({ type, field }: Reckoning, raw: RawValue, { directory }: Context): string | null {
  if (raw === null || field === null) return raw;
  const isNumber = type === "SUM" || type === "AVERAGE" || field.fieldType.column === "numeric";
  return isNumber ? (raw.includes(".") ? raw.replace(/[.]?0+$/, "") : raw) : String(wireOf());

  function wireOf() {
    return toWireCell(field!, parseStored(field!, raw), directory).value;
  }
}
