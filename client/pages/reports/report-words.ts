import { html, type TemplateResult } from "lit";
import { roundedHalfUp } from "../../../app-definitions/field-types/calc/calc-widget.ts";
import { showSeconds, type CalcFormat } from "../../../app-definitions/field-types/calc/show-seconds.ts";
import { showDay } from "../../../app-definitions/field-types/japanese-dates.ts";
import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";
import type { FigureWords } from "../../charts/chart-figures.ts";
import { fromQuery } from "../../conditions.ts";
import { showValue, translator } from "../../fields.ts";
import { clauseWords } from "../../filter-words.ts";
import { t, type ReportKey } from "../../messages/report-text.ts";
import { locale } from "../../messages/text.ts";
import type { App, ShownField } from "../../wire.ts";

type Key = Aggregate["groups"][number]["keys"][number];
type Grouping = Aggregate["groupings"][number];
type Aggregation = Aggregate["aggregations"][number];

/** A grouping in words: 調査予定日（月単位）. */
export function groupingWords(app: App, { label, per }: Grouping): string {
  const field = translator(app)(label);
  return per === null ? field : t("per.of", { field, per: t(`per.${per}` as ReportKey) });
}

/** A figure's name: 金額の合計. */
export function aggregationWords(app: App, { type, label }: Aggregation): string {
  return t(`figure.${type}` as ReportKey, { field: translator(app)(label ?? "") });
}

/** A group's name: an option, a person, a number with its unit, a span of time. */
export function keyWords(app: App, { code, per }: Grouping, key: Key): string {
  const field = app.fields.properties[code];
  if (field?.type === "NUMBER" || field?.type === "CALC") return numberWords(app, field, key.code);
  if (field?.type === "TIME") return per === "HOUR" ? t("span.hour", { time: key.code }) : key.code;
  if (field?.type === "DATE" || per !== null) return spanWords(key.code, per);
  return translator(app)(key.label);
}

/** A span of time by its first day or minute, `2026-11-01` or `2026-11-01T09:00`. */
export function spanWords(start: string, per: string | null): string {
  const [day = "", time = ""] = start.split("T");
  const [year, month] = day.split("-").map(Number) as [number, number];
  switch (per) {
    case "YEAR":
      return t("span.year", { year: String(year) });
    case "QUARTER":
      return t("span.quarter", {
        ...{ year: String(year), from: month, to: month + 2 },
        ...{ name: monthName(month), last: monthName(month + 2) },
      });
    case "MONTH":
      return t("span.month", { year: String(year), month, name: monthName(month) });
    case "WEEK":
      return t("span.week", { day: showDay(day, locale(), true) });
    case "HOUR":
      return t("span.hour", { time: `${showDay(day, locale(), true)} ${time}` });
  }
  return `${showDay(day, locale(), true)}${time && ` ${time}`}`;
}

const monthName = (month: number) =>
  new Date(Date.UTC(2000, month - 1, 1)).toLocaleString("en", { month: "short", timeZone: "UTC" });

/** A figure as its field shows numbers; empty where there is none. */
export function figureWords(app: App, { type, code }: Aggregation, text: string | null): string | TemplateResult {
  if (text === null) return "";
  const field = code === null ? undefined : app.fields.properties[code];
  if (!field) return Number(text).toLocaleString(locale());
  if (field.type === "NUMBER" || field.type === "CALC") {
    return numberWords(app, field, type === "AVERAGE" ? rounded(app, field, text) : text);
  }
  const value = showValue(app, field, type === "AVERAGE" ? rounded(app, field, text) : text, true, null);
  return typeof value === "string" ? value : html`${value}`;
}

function numberWords(app: App, field: ShownField, text: string): string {
  const format = field.type === "CALC" ? (field["format"] as CalcFormat | undefined) : undefined;
  const scale = String(field["displayScale"] ?? "");
  const exact = scale === "" ? text : roundedHalfUp(text, Number(scale));
  const wire = format && !format.startsWith("NUMBER") ? showSeconds(text, format) : exact;
  const shown = showValue(app, field, wire, true, null);
  return typeof shown === "string" ? shown : text;
}

/** Averages have many decimals: as many stay as the field shows, else as the app reckons with. */
function rounded({ numberPrecision }: App, field: ShownField, text: string): string {
  const scale = String(field["displayScale"] ?? "") || (numberPrecision?.decimalPlaces ?? "4");
  const cut = roundedHalfUp(text, Number(scale));
  return cut.includes(".") ? cut.replace(/[.]?0+$/, "") : cut;
}

/** How the axis of values writes its numbers: short, and lengths of time as such. */
export function tickWords(app: App, aggregation: Aggregation | undefined, isShare: boolean): (value: number) => string {
  if (isShare) return (value) => `${value}%`;
  const field = aggregation?.code ? app.fields.properties[aggregation.code] : undefined;
  if (field && isLengthOfTime(field)) return (value) => showSeconds(String(value), "HOUR_MINUTE");
  const short = new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 3 });
  return (value) => short.format(value);
}

/** True for formulas that give hours and minutes, in seconds. */
export function isLengthOfTime(field: ShownField): boolean {
  return field.type === "CALC" && /HOUR_MINUTE$/.test(String(field["format"]));
}

/** The words by which a chart names its parts. */
export function wordsOf(app: App, { groupings, aggregations }: Aggregate): FigureWords {
  const last = app.fields.properties[groupings.at(-1)?.code ?? ""];
  const options = last?.["options"] as Record<string, { index: string }> | undefined;
  return {
    key: (at, key) => keyWords(app, groupings[at]!, key),
    aggregation: (at) => aggregationWords(app, aggregations[at]!),
    all: t("report.whole"),
    days: daysOf(app, groupings[0]),
    rank: ({ code }) => (options ? Number(options[code]?.index ?? Number.MAX_SAFE_INTEGER) : undefined),
  };
}

function daysOf(app: App, grouping: Grouping | undefined): string | null {
  if (!grouping) return null;
  const unit = grouping.per ?? (app.fields.properties[grouping.code]?.type === "DATE" ? "DAY" : null);
  return unit === "HOUR" || unit === "MINUTE" ? null : unit;
}

/** A condition in words; what the filter's form cannot say has none of its own. */
export function conditionWords(app: App, condition: string): string {
  if (condition.trim() === "") return t("report.no-condition");
  const filter = fromQuery(condition);
  if (!filter) return t("report.own-condition");
  return filter.clauses.map((clause) => clauseWords(app, clause)).join(t(`report.${filter.join}`));
}
