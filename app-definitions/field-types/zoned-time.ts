/** Days and clock times of a time zone, with nothing but Intl; a day is `YYYY-MM-DD`, a time `HH:mm`. */

const formats = new Map<string, Intl.DateTimeFormat>();
const two = (n: number) => String(n).padStart(2, "0");

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  formats.set(timezone, format);
  return format;
}

/** Day and time that clocks of the zone show at the instant. */
export function inZone(instant: Date, timezone: string): { day: string; time: string; seconds: number } {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${(parts["year"] ?? "").padStart(4, "0")}-${parts["month"]}-${parts["day"]}`,
    time: `${parts["hour"]}:${parts["minute"]}`,
    seconds: Number(parts["second"]),
  };
}

/**
 * The instant at which clocks of the zone show this day and time, in ISO, UTC, with seconds. A time that a change of
 * clocks skips or repeats is read with the offset that holds one offset earlier, as most calendars do.
 */
export function instantIn(day: string, time: string, timezone: string): string {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const offsetAt = (at: number) => {
    const shown = inZone(new Date(at), timezone);
    return Date.parse(`${shown.day}T${shown.time}:${two(shown.seconds)}Z`) - Math.floor(at / 1000) * 1000;
  };
  const guess = wanted - offsetAt(wanted);
  return isoSeconds(new Date(wanted - offsetAt(guess)));
}

/** ISO in UTC with seconds and nothing finer, as kintone writes instants. */
export function isoSeconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** The day that lies so many days after (before, when negative). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The same day so many months later; the last of the month where it does not exist. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date, last)))
    .toISOString()
    .slice(0, 10);
}

/** The text of a calendar day that exists between the years 1000 and 9999, else undefined. Shortened: first day meant. */
export function readDay(text: string): string | undefined {
  const parts = /^([1-9]\d{3})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text.trim());
  if (!parts) return undefined;
  const [, year, month = "1", day = "1"] = parts;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists ? date.toISOString().slice(0, 10) : undefined;
}

/** `HH:mm` of a time of day written `9:30`, `09:30` or with seconds, else undefined. */
export function readTime(text: string): string | undefined {
  const parts = /^(\d{1,2}):(\d{2})(?::\d{2}(?:[.]\d+)?)?$/.exec(text.trim());
  if (!parts || Number(parts[1]) > 23 || Number(parts[2]) > 59) return undefined;
  return `${two(Number(parts[1]))}:${parts[2]}`;
}

const instantShape =
  /^(\d{4}-\d{2}-\d{2}|\d{4}(?:-\d{1,2})?$)(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.]\d+)?)?\s*(?:(Z)|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?)?$/i;

/**
 * The minute meant by an ISO text, in UTC with seconds 00; seconds are cut as in kintone. Without an offset the clock of
 * `timezone` is meant; of a month or a year alone its first minute.
 *
 * @returns undefined when it is no instant between the years 1000 and 9999
 */
export function readInstant(text: string, timezone: string): string | undefined {
  const parts = instantShape.exec(text.trim());
  if (!parts) return undefined;
  const [, date = "", clock = "00:00", , utc, sign, hours, minutes] = parts;
  const day = readDay(date);
  const time = readTime(clock);
  if (!day || !time) return undefined;
  if (!utc && !sign) return instantIn(day, time, timezone);
  const offset = sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) : 0;
  const instant = isoSeconds(new Date(Date.parse(`${day}T${time}:00Z`) - offset * 60_000));
  return /^[1-9]\d{3}-/.test(instant) ? instant : undefined;
}
