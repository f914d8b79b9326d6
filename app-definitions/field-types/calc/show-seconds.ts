export type CalcFormat = "NUMBER" | "NUMBER_DIGIT" | "DATETIME" | "DATE" | "TIME" | "HOUR_MINUTE" | "DAY_HOUR_MINUTE";

const two = (n: number) => String(n).padStart(2, "0");
/** Beyond the years that an ISO text of four digits can say, a number is no point in time. */
const [earliest, latest] = [-62_135_596_800, 253_402_300_799];

/**
 * A calculated number as the wire has it: itself, or in the other formats a point in time in UTC, or hours and minutes.
 * What is no such point in time is the empty text.
 */
export function showSeconds(value: string, format: CalcFormat): string {
  if (format === "NUMBER" || format === "NUMBER_DIGIT") return value;
  const seconds = Math.floor(Number(value));
  if (format === "HOUR_MINUTE" || format === "DAY_HOUR_MINUTE") {
    if (!Number.isSafeInteger(seconds)) return "";
    const minutes = Math.floor(Math.abs(seconds) / 60);
    return `${seconds < 0 && minutes > 0 ? "-" : ""}${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  }
  if (!(seconds >= earliest && seconds <= latest)) return "";
  const iso = new Date(seconds * 1000).toISOString();
  if (format === "DATE") return iso.slice(0, 10);
  return format === "TIME" ? iso.slice(11, 16) : `${iso.slice(0, 16)}:00Z`;
}
