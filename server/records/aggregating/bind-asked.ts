import type { Report } from "../../../app-definitions/definition.ts";
import type { RequiredApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { bindQuery } from "../../query/bind-query.ts";
import type { Condition } from "../../query/condition.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { queryScope } from "../sources/query-scope.ts";
import { bindColumns, type BoundColumns } from "./parse-columns.ts";

/** What is reckoned over which records. */
export interface Asked {
  readonly report: Report | null;
  readonly where: Condition;
  readonly columns: BoundColumns;
}

/** A condition without order and limit. @throws Failure those of queries; input/invalid when it says more */
export function bindWhere(context: Context, required: RequiredApp, text: string): Condition {
  const { where, order, limit, offset } = bindQuery(parseQuery(text), queryScope(context, required));
  if (order.length > 0 || limit !== null || offset !== null) {
    throw new Failure("input/invalid", {}, { query: [{ message: "query-syntax", params: { code: text } }] });
  }
  return where;
}

/** What a chart of the definition asks; undefined when that names anything hidden: its very words would tell. */
export function bindReport(context: Context, required: RequiredApp, report: Report): Asked | undefined {
  try {
    const where = bindWhere(context, required, report.filterCond);
    return { report, where, columns: bindColumns(required, report) };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
