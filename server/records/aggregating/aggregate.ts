import type { Report } from "../../../app-definitions/definition.ts";
import { ownValue } from "../../apps/own-value.ts";
import { requireApp, type RequiredApp } from "../../apps/require-app.ts";
import type { RawValue } from "../../database.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { parseStored } from "../../query/column-kinds.ts";
import { and } from "../../query/condition.ts";
import { requireView } from "../list-records.ts";
import { planRead } from "../plan-read.ts";
import { toWireCell } from "../serialize-records.ts";
import { toValue } from "../stored-values.ts";
import { bindReport, bindWhere, type Asked } from "./bind-asked.ts";
import { bindColumns, parseColumns, type Grouping, type Reckoning } from "./parse-columns.ts";
import { readGroups } from "./store.ts";

/** What a chart asks for. */
export interface AggregateInput {
  app: string;
  /** Name of a chart of the app's definition, which says everything below but `limit`. */
  report?: string;
  /** Name of a view, whose condition holds. */
  view?: string;
  /** A condition; how the groups are sorted and how many come is not its business. */
  query?: string;
  /** `code`, or `code:MONTH` for points in time; none at all makes one group of all records. */
  groups?: readonly string[];
  /** `COUNT`, `SUM:code`, `AVERAGE:code`, `MAX:code`, `MIN:code`; COUNT when nothing is asked. */
  aggregations?: readonly string[];
  /** `TOTAL` (the first figure) or `GROUP1` to `GROUP3`, each also with `:DESC`; then by the keys, ascending. */
  sorts?: readonly string[];
  /** At most 10,000 groups; unless said, 500, and 10,000 for a chart that is a table. */
  limit?: number;
}

/** The groups in the order asked for. */
export interface Aggregate {
  /** The chart that was asked for by name. */
  report: Pick<Report, "name" | "chartType" | "chartMode"> | null;
  groupings: { code: string; label: string; per: string | null }[];
  aggregations: { type: string; code: string | null; label: string | null }[];
  groups: {
    /**
     * One per grouping: an option, a person, a line or a number. For points in time the first day or minute of the span,
     * `2026-11-01` or `2026-11-01T09:00`, on the viewer's clock.
     */
    keys: { code: string; label: string }[];
    /** One per aggregation, as text; null where no record of the group has a value. */
    values: (string | null)[];
  }[];
  /** Whether there are more groups than the limit. */
  isCut: boolean;
}

const shownInCharts = 500;
const shownInTables = 10_000;

/**
 * Figures over the records that the viewer sees, for charts. A record on which he does not see a field counts there as one
 * that has no value, and records without a value are in no group; with several choices a record is in several. One
 * statement.
 *
 * @throws Failure query/field for a field that is hidden or unknown, those of queries; input/invalid, also for a chart
 *   that is unknown or needs what is hidden
 * @see kintone.md §1.6
 */
export async function aggregateRecords(context: Context, input: AggregateInput): Promise<Aggregate> {
  const required = requireApp(context, input.app);
  const { report, where, columns } = input.report
    ? askedByName(context, required, input, input.report)
    : bindRequest(context, required, input);
  const { groupings, reckonings } = columns;
  const isTable = report?.chartType === "TABLE" || report?.chartType === "PIVOT_TABLE";
  const limit = input.limit ?? (isTable ? shownInTables : shownInCharts);
  // The plan tells on which records a field shows that shows on some only.
  const order = [...groupings, ...reckonings].flatMap(({ field }) =>
    field === null ? [] : [{ field, direction: "asc" } as const],
  );
  const plan = planRead(required.app, required.access, { where, order, fields: [], limit: limit + 1 });
  const rows = await readGroups(context.tx, plan, { ...columns, timezone: context.viewer.timezone });
  return {
    report: report && { name: report.name, chartType: report.chartType, chartMode: report.chartMode ?? "NORMAL" },
    groupings: groupings.map(({ field, unit }) => ({ code: field.code, label: labelOf(field), per: unit })),
    aggregations: reckonings.map(({ type, field }) => ({
      ...{ type, code: field?.code ?? null, label: field && labelOf(field) },
    })),
    groups: rows.slice(0, limit).map((row) => ({
      keys: groupings.map((grouping, at) => keyOf(grouping, row[at]!, context)),
      values: reckonings.map((reckoning, at) => valueOf(reckoning, row[groupings.length + at]!, context)),
    })),
    isCut: rows.length > limit,
  };
}

function bindRequest(context: Context, required: RequiredApp, input: AggregateInput): Asked {
  const view = requireView(required.app, input.view);
  const where = and(
    bindWhere(context, required, view?.filterCond ?? ""),
    bindWhere(context, required, input.query ?? ""),
  );
  return { report: null, where, columns: bindColumns(required, parseColumns(input)) };
}

/** A chart that names anything hidden is as if unknown. */
function askedByName(context: Context, required: RequiredApp, input: AggregateInput, name: string): Asked {
  const beside = (["view", "query", "groups", "aggregations", "sorts"] as const).find(
    (key) => input[key] !== undefined,
  );
  if (beside) throw invalid(beside, "not-allowed", beside);
  const report = ownValue(required.app.definition.reports?.reports, name);
  const asked = report && bindReport(context, required, report);
  if (!asked) throw invalid("report", "not-known", name);
  return asked;
}

function invalid(key: string, message: string, code: string): Failure {
  return new Failure("input/invalid", {}, { [key]: [{ message, params: { code } }] });
}

function labelOf({ code, property }: Grouping["field"]): string {
  return property.label || code;
}

function keyOf({ field, unit }: Grouping, raw: RawValue, { directory }: Context): { code: string; label: string } {
  if (unit !== null) return { code: raw!, label: raw! };
  const { column } = field.fieldType;
  const value = toValue(field, parseStored(field, column === "options" ? `{${raw}}` : raw), directory);
  const [one] = [value].flat() as [string | { code: string; name: string }];
  if (typeof one === "object") return { code: one.code, label: one.name };
  const { options } = field.property as { options?: Record<string, { label: string }> };
  return { code: one, label: ownValue(options, one)?.label ?? one };
}

function valueOf({ type, field }: Reckoning, raw: RawValue, { directory }: Context): string | null {
  if (raw === null || field === null) return raw;
  const isNumber = type === "SUM" || type === "AVERAGE" || field.fieldType.column === "numeric";
  if (isNumber) return raw.includes(".") ? raw.replace(/[.]?0+$/, "") : raw;
  return String(toWireCell(field, parseStored(field, raw), directory).value);
}
