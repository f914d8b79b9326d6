import { inZone } from "../field-types/zoned-time.ts";
import { FormulaFailure } from "./expression.ts";

/** Whether the calendar knows the time zone; kintone's `system` is the platform's own. */
export function isTimezone(name: string): boolean {
  try {
    return name === "system" || new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const systemTimezone = "Asia/Tokyo";
const longestPattern = 200;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** From the first of January of the year 1 to the last of December 9999, in seconds. */
const [earliest, latest] = [-62_135_596_800, 253_402_300_799];

/**
 * The instant as the pattern says: Y year, M month, d day, E weekday, a AM or PM, H k hour of 24, h K hour of 12,
 * m minute, s second; other letters are refused, text in single quotes and everything else stands for itself.
 *
 * @param seconds - Unix time
 * @throws FormulaFailure for an instant outside the years 1 to 9999, or an unknown letter
 */
export function formatInstant(seconds: number, pattern: string, timezone: string): string {
  const isFormattable = seconds >= earliest && seconds <= latest && pattern.length <= longestPattern;
  if (!isFormattable) throw new FormulaFailure("#VALUE!");
  const zone = timezone === "system" ? systemTimezone : timezone;
  const shown = inZone(new Date(Math.floor(seconds) * 1000), zone);
  return pattern.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*/g, (run, literal: string | undefined) =>
    literal === undefined ? part(run, shown) : literal.replaceAll("''", "'") || "'",
  );
}

function part(run: string, { day, time, seconds }: { day: string; time: string; seconds: number }): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const [hour, minute] = time.split(":").map(Number) as [number, number];
  const padded = (value: number) => String(value).padStart(run.length, "0");
  switch (run[0]) {
    case "Y":
    case "y":
      return run.length === 2 ? String(year % 100).padStart(2, "0") : padded(year);
    case "M":
      return padded(month);
    case "d":
      return padded(date);
    case "E":
      return weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]!;
    case "a":
      return hour < 12 ? "AM" : "PM";
    case "H":
      return padded(hour);
    case "k":
      return padded(hour === 0 ? 24 : hour);
    case "K":
      return padded(hour % 12);
    case "h":
      return padded(hour % 12 === 0 ? 12 : hour % 12);
    case "m":
      return padded(minute);
    case "s":
      return padded(seconds);
    default:
      throw new FormulaFailure("#VALUE!");
  }
}
