import type { Report } from "../../../app-definitions/definition.ts";
import type { ShownReport } from "../../../server/records/aggregating/visible-reports.ts";
import { t } from "../../messages/report-text.ts";
import type { App, ShownField } from "../../wire.ts";

/** A chart while somebody changes its settings; the name under which it is kept is not among them. */
export type ReportSettings = ShownReport;

/** Problems by control: `name`, `group-0`, `figure-0`. */
export type ReportProblems = Readonly<Record<string, string>>;

export const chartTypes = [
  ...(["BAR", "COLUMN", "PIE", "LINE", "SPLINE", "AREA", "SPLINE_AREA", "TABLE", "PIVOT_TABLE"] as const),
];
export const chartModes = ["NORMAL", "STACKED", "PERCENTAGE"] as const;
export const figureTypes = ["COUNT", "SUM", "AVERAGE", "MAX", "MIN"] as const;
/** As on kintone. */
export const [mostGroups, mostFigures, mostSorts] = [3, 10, 3];

const days = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY"] as const;
const unitsByType: Readonly<Record<string, readonly string[]>> = {
  DATE: days,
  DATETIME: [...days, "HOUR", "MINUTE"],
  CREATED_TIME: [...days, "HOUR", "MINUTE"],
  UPDATED_TIME: [...days, "HOUR", "MINUTE"],
  TIME: ["HOUR", "MINUTE"],
};
const plainGroups: ReadonlySet<string> = new Set([
  ...["DROP_DOWN", "RADIO_BUTTON", "CHECK_BOX", "MULTI_SELECT", "STATUS", "CATEGORY"],
  ...["USER_SELECT", "ORGANIZATION_SELECT", "GROUP_SELECT", "CREATOR", "MODIFIER", "STATUS_ASSIGNEE"],
  ...["NUMBER", "CALC", "RECORD_NUMBER", "SINGLE_LINE_TEXT", "LINK"],
]);
const summable: ReadonlySet<string> = new Set(["NUMBER", "CALC"]);

const fieldsOf = ({ fields }: App) => Object.values(fields.properties);

/** The fields by which records can be put together. */
export function groupFields(app: App): ShownField[] {
  return fieldsOf(app).filter(({ type }) => plainGroups.has(type) || type in unitsByType);
}

/** The units of a field that is a point in time; none for others. */
export function unitsOf(app: App, code: string): readonly string[] {
  return unitsByType[app.fields.properties[code]?.type ?? ""] ?? [];
}

/** The fields of which a figure can be reckoned. */
export function figureFields(app: App, type: string): ShownField[] {
  const isEnd = type === "MAX" || type === "MIN";
  return fieldsOf(app).filter((field) => summable.has(field.type) || (isEnd && field.type in unitsByType));
}

/** A group by a field, in its usual unit. */
export function groupBy(app: App, code: string): Report["groups"][number] {
  const units = unitsOf(app, code);
  const per = units.find((unit) => unit === "MONTH") ?? units[0];
  return per ? { code, per } : { code };
}

/** A figure of a type, of the same field as before where that has it. */
export function figureOf(app: App, type: string, code: string | undefined): Report["aggregations"][number] {
  if (type === "COUNT") return { type };
  const fields = figureFields(app, type);
  const field = fields.find((one) => one.code === code) ?? fields[0];
  return field ? { type, code: field.code } : { type };
}

/** Types whose bars or areas may stand on each other. */
export function hasModes(chartType: string): boolean {
  return ["BAR", "COLUMN", "AREA", "SPLINE_AREA"].includes(chartType);
}

/** A new chart: how many records there are, by the first choice or date of the app. */
export function startSettings(app: App): ReportSettings {
  const first = groupFields(app).find(
    ({ type }) => type === "DROP_DOWN" || type === "RADIO_BUTTON" || type === "STATUS",
  );
  return {
    ...{ name: "", chartType: "COLUMN", chartMode: "NORMAL", filterCond: "" },
    groups: first ? [groupBy(app, first.code)] : [],
    aggregations: [{ type: "COUNT" }],
    sorts: [],
  };
}

/** The settings as they make sense together: what the type cannot have goes, and sorts by groups that are gone. */
export function tidied(settings: ReportSettings): ReportSettings {
  const { chartType, groups, sorts, aggregations } = settings;
  return {
    ...settings,
    chartMode: hasModes(chartType) ? settings.chartMode : "NORMAL",
    aggregations: chartType === "PIVOT_TABLE" ? aggregations.slice(0, 1) : aggregations,
    sorts: sorts.filter(({ by }) => by === "TOTAL" || Number(by.slice(-1)) <= groups.length),
  };
}

/** What keeps the figures from being reckoned. */
export function figureProblems({ chartType, groups, aggregations }: ReportSettings): ReportProblems {
  const words = (group: Report["groups"][number]) => `${group.code}:${group.per ?? ""}`;
  const twice = groups.findIndex((group, at) => groups.findIndex((one) => words(one) === words(group)) < at);
  return {
    ...(chartType === "PIVOT_TABLE" && groups.length === 0 ? { "group-0": t("editor.no-group") } : {}),
    ...(twice > 0 ? { [`group-${twice}`]: t("editor.twice") } : {}),
    ...Object.fromEntries(
      aggregations.flatMap(({ type, code }, at) =>
        type !== "COUNT" && code === undefined ? [[`figure-${at}`, t("editor.no-field")]] : [],
      ),
    ),
  };
}

/** What keeps the chart from being saved. @param taken - names of the other charts */
export function reportProblems(settings: ReportSettings, taken: readonly string[]): ReportProblems {
  const name = settings.name.trim();
  const problem = name === "" ? t("editor.no-name") : taken.includes(name) ? t("editor.taken") : "";
  return { ...(problem ? { name: problem } : {}), ...figureProblems(settings) };
}
