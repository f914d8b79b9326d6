import { fromJapan, parseDay, parseTime, showDay, showInstant } from "../app-definitions/field-types/japanese-dates.ts";
import type { Clause, Filter } from "./conditions.ts";
import { today } from "./day.ts";
import { t } from "./messages/text.ts";
import type { App } from "./wire.ts";

const instants: ReadonlySet<string> = new Set(["DATETIME", "CREATED_TIME", "UPDATED_TIME"]);
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
const isInstant = (text: string) => /^\d{4}-\d{2}-\d{2}T.*Z$/.test(text);
const isFunction = (text: string) => text.endsWith(")");

const typeIn = (app: App, code: string) => app.fields.properties[code]?.type ?? "";

/** True for fields whose values are days, or days with a time. */
export function hasDays(type: string): boolean {
  return type === "DATE" || instants.has(type);
}

/**
 * The value of a condition as it was typed in any way common in Japan; what cannot be read stays as it is. A day without a
 * time stays a day, whatever the field: `settled` makes its bounds.
 */
export function readTyped(type: string, typed: string): string {
  const text = typed.normalize("NFKC").trim();
  if (text === "") return "";
  if (type === "NUMBER") return text.replaceAll(",", "");
  if (type === "TIME") return parseTime(text) ?? text;
  if (!hasDays(type)) return typed.trim();
  const day = parseDay(text, today());
  if (day || type === "DATE") return day ?? text;
  const [, first = "", last = ""] = /^(.+?)[ T]+(\S+)$/.exec(text) ?? [];
  const [at, time] = [parseDay(first, today()), parseTime(last)];
  return at && time ? fromJapan(at, time) : text;
}

/** A value of a condition as people write it. */
export function showTyped(value: string): string {
  if (isDay(value)) return showDay(value, "ja", true);
  return isInstant(value) ? showInstant(value, "ja", true) : value;
}

/** What keeps a condition from being asked, in words; empty when nothing does. */
export function clauseProblem(app: App, { field, operator, values: [value = ""] }: Clause): string {
  const type = typeIn(app, field);
  if (value === "" || isFunction(value) || operator.startsWith("is ")) return "";
  if (hasDays(type) && !isDay(value) && !isInstant(value)) return t("filter.no-day");
  if (type === "NUMBER" && !operator.endsWith("in") && !/^[-+]?\d*\.?\d+$/.test(value)) return t("filter.no-number");
  return type === "TIME" && !/^\d{2}:\d{2}$/.test(value) ? t("filter.no-time") : "";
}

/** The filter as it is asked: of fields with a time, a day is all of it, from its first minute to its last. */
export function settled(app: App, { join, clauses }: Filter): Filter {
  const bounded = clauses.flatMap((clause) => {
    const [day = ""] = clause.values;
    if (!instants.has(typeIn(app, clause.field)) || !isDay(day)) return [clause];
    const first = { ...clause, values: [fromJapan(day, "00:00")] };
    const last = { ...clause, values: [fromJapan(day, "23:59")] };
    if (clause.operator === "=") return [{ ...first, operator: ">=" }, { ...last, operator: "<=" }]; // prettier-ignore
    return clause.operator === ">" || clause.operator === "<=" ? [last] : [first];
  });
  return { join, clauses: bounded };
}

/** Whether the filter asks for a day beside other conditions, any of which suffices: its two bounds cannot be said then. */
export function splitsDay(app: App, { join, clauses }: Filter): boolean {
  const isWholeDay = ({ field, operator, values: [day = ""] }: Clause) =>
    operator === "=" && instants.has(typeIn(app, field)) && isDay(day);
  return join === "or" && clauses.length > 1 && clauses.some(isWholeDay);
}
