import type { Report } from "../../../app-definitions/definition.ts";
import { requireApp, type RequiredApp } from "../../apps/require-app.ts";
import type { Context } from "../../http/context.ts";
import { bindReport } from "./bind-asked.ts";

/** The charts of the app that the viewer can open, in their order; one that names anything hidden is as if unknown. */
export function visibleReports(context: Context, required: RequiredApp): Report[] {
  return Object.values(required.app.definition.reports?.reports ?? {})
    .filter((report) => bindReport(context, required, report) !== undefined)
    .sort((a, b) => Number(a.index) - Number(b.index));
}

/** A chart as its page needs it: what is asked, and how the answer is drawn. */
export type ShownReport = Pick<Report, "name" | "chartType" | "groups" | "aggregations" | "filterCond" | "sorts"> & {
  chartMode: "NORMAL" | "STACKED" | "PERCENTAGE";
};

/** The charts that the viewer can open, in their order. @throws Failure app/not-found */
export function readReports(context: Context, input: { app: string }): Promise<{ reports: ShownReport[] }> {
  const reports = visibleReports(context, requireApp(context, input.app)).map(
    ({ name, chartType, chartMode, groups, aggregations, filterCond, sorts }): ShownReport => ({
      ...{ name, chartType, chartMode: chartMode ?? "NORMAL", groups, aggregations, filterCond, sorts },
    }),
  );
  return Promise.resolve({ reports });
}
