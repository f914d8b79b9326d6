/**
 * Dates and times as people in Japan write and read them: eras, full width, slashes, compact digits.
 * Everything is Japan's clock (UTC+9, no summer time), whatever the computer is set to.
 */
const eras = [
  { name: "令和", letters: ["令和", "令", "r"], from: "2019-05-01", year: 2018 },
  { name: "平成", letters: ["平成", "平", "h"], from: "1989-01-08", year: 1988 },
  { name: "昭和", letters: ["昭和", "昭", "s"], from: "1926-12-25", year: 1925 },
  { name: "大正", letters: ["大正", "大", "t"], from: "1912-07-30", year: 1911 },
] as const;
const japanMs = 9 * 60 * 60 * 1000;
const weekdays = {
  ja: ["日", "月", "火", "水", "木", "金", "土"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
} as const;
const two = (n: number) => String(n).padStart(2, "0");

/** `2026-11-21` for a day that exists; undefined otherwise. */
export function dayOf(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1000 && year <= 9999 ? `${year}-${two(month)}-${two(day)}` : undefined;
}

/**
 * Reads a day as typed: `2026/11/21`, `2026-11-21`, `20261121`, `11/21` (this year), `2026年11月21日`, `令和8年11月21日`,
 * `R8.11.21`, `令和元年5月1日`, all also in full width.
 *
 * @param today - `YYYY-MM-DD`, for the year that was left out
 * @returns `YYYY-MM-DD`, or undefined when it is no day
 */
export function parseDay(text: string, today: string): string | undefined {
  const plain = text
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/[（(].*[)）]$/, "")
    .replace(/\s+/g, "");
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (compact) return dayOf(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const parts = /^(?:(令和|令|平成|平|昭和|昭|大正|大|[rhst])?(\d{1,4}|元)[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$/.exec(
    plain,
  );
  if (!parts) return undefined;
  const [, letters, years, month, day] = parts;
  const count = years === "元" ? 1 : Number(years);
  const era = eras.find((one) => (one.letters as readonly string[]).includes(letters ?? ""));
  if (!era && years === "元") return undefined;
  const year = years === undefined ? Number(today.slice(0, 4)) : era ? era.year + count : count;
  return dayOf(year, Number(month), Number(day));
}

/** Reads a time as typed: `9:05`, `905`, `0905`, `9時5分`, `午後3時`, `15`, also in full width. @returns `HH:mm` */
export function parseTime(text: string): string | undefined {
  const plain = text.normalize("NFKC").trim().replace(/\s+/g, "");
  const parts = /^(午前|午後)?(\d{1,2})(?:[:時](\d{1,2})?分?)?$/.exec(plain) ?? /^()(\d{1,2})(\d{2})$/.exec(plain);
  if (!parts) return undefined;
  const hour = Number(parts[2]) + (parts[1] === "午後" && Number(parts[2]) < 12 ? 12 : 0);
  const minute = Number(parts[3] ?? 0);
  return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : undefined;
}

/** The era's name of a day, for example 令和8年; empty before 1912. */
export function eraOf(day: string): string {
  const era = eras.find(({ from }) => day >= from);
  if (!era) return "";
  const count = Number(day.slice(0, 4)) - era.year;
  return `${era.name}${count === 1 ? "元" : count}年`;
}

/** 0 (Sunday) to 6 of a day. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** `2026年11月21日（土）` or `Sat, 21 Nov 2026`; compact: `2026/11/21`. */
export function showDay(day: string, locale: "ja" | "en", compact = false): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  if (compact) return `${year}/${two(month)}/${two(date)}`;
  const weekday = weekdays[locale][weekdayOf(day)];
  if (locale === "ja") return `${year}年${month}月${date}日（${weekday}）`;
  const name = new Date(`${day}T00:00:00Z`).toLocaleString("en", { month: "short", timeZone: "UTC" });
  return `${weekday}, ${date} ${name} ${year}`;
}

/** Day and time in Japan of an instant. */
export function inJapan(instant: string): { day: string; time: string; seconds: string } {
  const shifted = new Date(Date.parse(instant) + japanMs).toISOString();
  return { day: shifted.slice(0, 10), time: shifted.slice(11, 16), seconds: shifted.slice(11, 19) };
}

/** The instant, ISO in UTC without seconds, of a day and time in Japan. */
export function fromJapan(day: string, time: string): string {
  return new Date(Date.parse(`${day}T${time}:00Z`) - japanMs).toISOString().replace(".000Z", "Z");
}

/** `2026年11月21日（土） 15:04`; compact: `2026/11/21 15:04`. */
export function showInstant(instant: string, locale: "ja" | "en", compact = false): string {
  const { day, time } = inJapan(instant);
  return `${showDay(day, locale, compact)} ${time}`;
}

/** `2026年11月21日（土） 15:04:05 JST`, for evidence. */
export function showEvidence(instant: string, locale: "ja" | "en"): string {
  const { day, seconds } = inJapan(instant);
  return `${showDay(day, locale)} ${seconds} JST`;
}
