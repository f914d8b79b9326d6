import { addDays, addMonths, inZone, isoSeconds } from "../../app-definitions/field-types/zoned-time.ts";
import { Failure } from "../errors.ts";

/** From the first day to the day after the last, `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const weekdays = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
const steps: Readonly<Record<string, number>> = { LAST: -1, THIS: 0, NEXT: 1 };

/**
 * The days that a date function of a query means, in the viewer's time zone; undefined when it is no date function.
 *
 * @throws Failure query/arguments, query/unit or query/day
 */
export function daysMeant(name: string, args: readonly string[], now: Date, timezone: string): DayRange | undefined {
  const { day: today } = inZone(now, timezone);
  const words = args.map((arg) => arg.toUpperCase());
  const single: Readonly<Record<string, number>> = { YESTERDAY: -1, TODAY: 0, TOMORROW: 1 };
  if (Object.hasOwn(single, name)) {
    expect(name, words, 0, 0);
    return oneDay(addDays(today, single[name]!));
  }
  if (name === "FROM_TODAY") {
    expect(name, words, 2, 2);
    return oneDay(fromToday(today, words[0]!, words[1]!));
  }
  const [, which = "", unit = ""] = /^(LAST|THIS|NEXT)_(WEEK|MONTH|YEAR)$/.exec(name) ?? [];
  const step = steps[which];
  if (step === undefined) return undefined;
  expect(name, words, 0, unit === "YEAR" ? 0 : 1);
  if (unit === "WEEK") return week(today, step, words[0]);
  return unit === "MONTH" ? month(today, step, words[0]) : year(today, step);
}

/** This minute, in ISO and UTC. */
export function minuteOf(now: Date): string {
  return `${isoSeconds(now).slice(0, 16)}:00Z`;
}

function oneDay(from: string): DayRange {
  return { from, to: addDays(from, 1) };
}

function fromToday(today: string, amount: string, unit: string): string {
  if (!/^[+-]?\d{1,5}$/.test(amount)) throw new Failure("query/arguments", { name: "FROM_TODAY" });
  const number = Number(amount);
  switch (unit) {
    case "DAYS":
      return addDays(today, number);
    case "WEEKS":
      return addDays(today, number * 7);
    case "MONTHS":
      return addMonths(today, withinMillennium(number));
    case "YEARS":
      return addMonths(today, withinMillennium(number * 12));
    default:
      throw new Failure("query/unit", { unit });
  }
}

/** Dates have four digits for the year, so nothing lies more than 1,000 years away. */
function withinMillennium(months: number): number {
  return Math.max(-12_000, Math.min(months, 12_000));
}

function week(today: string, step: number, weekday: string | undefined): DayRange {
  const sunday = addDays(today, step * 7 - new Date(`${today}T00:00:00Z`).getUTCDay());
  if (weekday === undefined) return { from: sunday, to: addDays(sunday, 7) };
  const place = weekdays.indexOf(weekday);
  if (place < 0) throw new Failure("query/arguments", { name: "WEEK" });
  return oneDay(addDays(sunday, place));
}

function month(today: string, step: number, day: string | undefined): DayRange {
  const first = addMonths(`${today.slice(0, 7)}-01`, step);
  const to = addMonths(first, 1);
  if (day === undefined) return { from: first, to };
  if (day === "LAST") return oneDay(addDays(to, -1));
  const number = /^\d{1,9}$/.test(day) ? Number(day) : 0;
  if (number < 1 || number > 31) throw new Failure("query/day", { day });
  // A day that the month does not have means the first of the next one, as on kintone.
  const meant = addDays(first, number - 1);
  return oneDay(meant < to ? meant : to);
}

function year(today: string, step: number): DayRange {
  const from = addMonths(`${today.slice(0, 4)}-01-01`, step * 12);
  return { from, to: addMonths(from, 12) };
}

function expect(name: string, args: readonly string[], least: number, most: number): void {
  if (args.length < least || args.length > most) throw new Failure("query/arguments", { name });
}
