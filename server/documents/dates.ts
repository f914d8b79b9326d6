import type { PdfLanguage } from "./pdf-document.ts";

const weekdays = {
  "ja-JP": ["日", "月", "火", "水", "木", "金", "土"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
} as const;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Japan has kept one offset, without summer time, since 1952. */
const offsetMs = 9 * 3_600_000;

/**
 * A day as read in Japan: "2026年11月21日（土）", or "21 Nov 2026 (Sat)".
 *
 * @throws RangeError for an invalid date
 */
export function formatDay(at: Date, language: PdfLanguage = "ja-JP"): string {
  const { year, month, day, weekday } = inJapan(at);
  return language === "en"
    ? `${day} ${months[month - 1]} ${year} (${weekdays.en[weekday]})`
    : `${year}年${month}月${day}日（${weekdays["ja-JP"][weekday]}）`;
}

/** A point in time to the minute: "2026年11月21日（土） 15:04". */
export function formatMinute(at: Date, language: PdfLanguage = "ja-JP"): string {
  return `${formatDay(at, language)} ${inJapan(at).clock.slice(0, 5)}`;
}

/** A point in time as evidence, with seconds and zone: "2026年11月21日（土） 15:04:05 JST". Fractions are cut off. */
export function formatSecond(at: Date, language: PdfLanguage = "ja-JP"): string {
  return `${formatDay(at, language)} ${inJapan(at).clock} JST`;
}

/** A point in time for a narrow column: "2026/11/21 15:04:05". */
export function formatCompact(at: Date): string {
  const { year, month, day, clock } = inJapan(at);
  return `${year}/${twoDigits(month)}/${twoDigits(day)} ${clock}`;
}

function inJapan(at: Date) {
  const shifted = new Date(at.getTime() + offsetMs);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    clock: shifted.toISOString().slice(-13, -5),
  };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
