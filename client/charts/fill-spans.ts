import { addDays, addMonths } from "../../app-definitions/field-types/zoned-time.ts";

/** More categories than this no chart draws. */
const most = 500;

/** The first day after a span of days that begins on `first`. @param per - YEAR to DAY; anything else counts as a day */
export function dayAfter(first: string, per: string | null): string {
  const months = { YEAR: 12, QUARTER: 3, MONTH: 1 }[per ?? ""];
  return months ? addMonths(first, months) : addDays(first, per === "WEEK" ? 7 : 1);
}

/**
 * The first days of spans with those that no record falls into, so that a line over time does not skip them; as they came
 * when they are not in the order of time, or would be too many.
 */
export function fillSpans(keys: readonly string[], per: string): string[] {
  const isBackward = keys.length > 1 && keys[0]! > keys[1]!;
  const given = isBackward ? [...keys].reverse() : [...keys];
  const isInOrder = given.every((key, at) => at === 0 || given[at - 1]! < key);
  if (given.length < 2 || !isInOrder) return [...keys];
  const filled: string[] = [];
  for (let day = given[0]!; day <= given.at(-1)!; day = dayAfter(day, per)) {
    filled.push(day);
    if (filled.length > most) return [...keys];
  }
  return isBackward ? filled.reverse() : filled;
}
