import { html, nothing, type TemplateResult } from "lit";
import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";
import type { ShownReport } from "../../../server/records/aggregating/visible-reports.ts";
import { chartFigures } from "../../charts/chart-figures.ts";
import { groupQuery } from "../../charts/drill-down.ts";
import { countsManyTimes } from "../../charts/totals.ts";
import "../../elements/charts/figure-chart.ts";
import { isDrawn } from "../../elements/charts/figure-chart.ts";
import { mostSeries } from "../../elements/charts/paint.ts";
import { t } from "../../messages/report-text.ts";
import { navigate } from "../../router.ts";
import { knownSession } from "../../session.ts";
import type { App } from "../../wire.ts";
import { stateAddress } from "../list-state.ts";
import { crossTable, figuresTable } from "./figures-table.ts";
import { figureWords, isLengthOfTime, tickWords, wordsOf } from "./report-words.ts";
import "./reports.css";

/** How figures are drawn, and which records they are of. */
export type ReportLook = Pick<ShownReport, "name" | "chartType" | "chartMode" | "filterCond">;

/** A chart with the same figures as a table below, or only the table where that is its type. */
export function reportView(
  app: App,
  answer: Aggregate,
  look: ReportLook,
  rows: { isWhole: boolean; showWhole: () => void },
): TemplateResult {
  if (answer.groups.length === 0) return html`<div class="empty"><p>${t("report.empty")}</p></div>`;
  const address = addresses(app, answer, look.filterCond);
  const shown = { app, answer, address, ...rows };
  return html`
    ${answer.isCut ? html`<p class="notice warn">${t("report.cut", { n: answer.groups.length })}</p>` : nothing}
    ${isDrawn(look.chartType) ? drawn(app, answer, look, address) : nothing}
    ${look.chartType === "PIVOT_TABLE" || readsAcross(answer, look) ? crossTable(shown) : figuresTable(shown)}
    ${countsManyTimes(app, answer) ? html`<p class="hint">${t("report.many-times")}</p>` : nothing}
  `;
}

/** The table below a picture has its series as columns, where that is one figure each and they are few. */
function readsAcross({ groupings, aggregations, groups }: Aggregate, { chartType }: ReportLook): boolean {
  if (!isDrawn(chartType) || chartType === "PIE" || groupings.length < 2 || aggregations.length > 1) return false;
  return new Set(groups.map(({ keys }) => keys.at(-1)!.code)).size <= mostSeries;
}

function drawn(app: App, answer: Aggregate, look: ReportLook, address: (group: number) => string | undefined) {
  const figures = chartFigures(answer, wordsOf(app, answer));
  const first = answer.aggregations[figures.series[0]?.aggregation ?? 0];
  const field = app.fields.properties[first?.code ?? ""];
  const highest = figures.series
    .flatMap(({ cells }) => cells)
    .reduce((most, { value }) => Math.max(most, value ?? 0), 0);
  const grain = field && isLengthOfTime(field) ? (highest >= 7_200 ? 3_600 : 60) : 1;
  const words = (series: number, category: number) => {
    const { aggregation, cells } = figures.series[series]!;
    const { group, value } = cells[category]!;
    const text = group === null ? (value === null ? null : String(value)) : answer.groups[group]!.values[aggregation]!;
    return figureWords(app, answer.aggregations[aggregation]!, text) as string;
  };
  return html`<figure-chart
    .figures=${figures}
    .chartType=${look.chartType}
    .mode=${look.chartMode}
    .label=${look.name}
    .tick=${tickWords(app, first, look.chartMode === "PERCENTAGE")}
    .grain=${grain}
    .words=${words}
    .opens=${(group: number) => address(group) !== undefined}
    @chart-open=${({ detail }: CustomEvent<number>) => void navigate(address(detail)!)}
  ></figure-chart>`;
}

/** The lists of the groups' records, each found once. */
function addresses(app: App, answer: Aggregate, condition: string): (group: number) => string | undefined {
  const timezone = knownSession()?.user.timezone ?? "Asia/Tokyo";
  const known = new Map<number, string | undefined>();
  const find = (group: number) => {
    if (answer.groupings.length === 0) return undefined;
    const query = groupQuery(app, { ...answer, condition }, answer.groups[group]!.keys, timezone);
    return query && stateAddress(app, { view: "", query, search: "", sort: "", page: 1 });
  };
  return (group) => {
    if (!known.has(group)) known.set(group, find(group));
    return known.get(group);
  };
}
