import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";
import type { ShownReport } from "../../../server/records/aggregating/visible-reports.ts";
import { get } from "../../api.ts";
import type { Reading } from "../../query.ts";

/** The charts of an app that the viewer may open, in their order. */
export function reportsReading(app: string): Reading<{ reports: ShownReport[] }> {
  return { key: ["app", app, "reports"], read: () => get("/portal/v1/reports.json", { app }) };
}

/** The figures of a chart of the app. */
export function figuresReading(app: string, report: string): Reading<Aggregate> {
  return {
    key: ["records", app, "report", report],
    read: () => get("/portal/v1/records/aggregate.json", { app, report }),
  };
}

/** The figures that a chart would have with these settings; its condition has to be one already. */
export function trialReading(app: string, settings: ShownReport): Reading<Aggregate> {
  const { groups, aggregations, sorts, filterCond } = settings;
  const asked = {
    ...listed(
      "groups",
      groups.map(({ code, per }) => (per ? `${code}:${per}` : code)),
    ),
    ...listed(
      "aggregations",
      aggregations.map(({ type, code }) => (code ? `${type}:${code}` : type)),
    ),
    ...listed(
      "sorts",
      sorts.map(({ by, order }) => `${by}:${order}`),
    ),
    query: filterCond,
  };
  return {
    key: ["records", app, "trial", JSON.stringify(asked)],
    keepsPrevious: true,
    read: () => get("/portal/v1/records/aggregate.json", { app, ...asked }),
  };
}

/** A list as the query string carries it: `groups[0]=…`. */
function listed(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, at) => [`${name}[${at}]`, value]));
}

/** Address of a chart's page. */
export function reportAddress(app: string, name: string): string {
  return `/apps/${app}/reports/${encodeURIComponent(name)}`;
}
