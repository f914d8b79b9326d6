import type { ReminderNotification } from "../../../app-definitions/definition.ts";
import { addDays, instantIn, inZone } from "../../../app-definitions/field-types/zoned-time.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { and, never, or, type Condition } from "../../query/condition.ts";

/** A stretch of time: after the one instant, up to and with the other. */
export interface Stretch {
  readonly after: Date;
  readonly until: Date;
}

type Timing = ReminderNotification["timing"];

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * The records whose reminder falls due within the stretch, by their date alone.
 *
 * A day is due so many days later at the given time, or so many hours after its midnight. An instant is due so many days
 * and hours later, or at the given time of the day that lies so many days after its own; days are those of the time zone.
 *
 * @see kintone help, "Setting reminder notifications"
 */
export function dueCondition(field: DeployedField, timing: Timing, timezone: string, stretch: Stretch): Condition {
  const isDay = field.fieldType.column === "date";
  const test = (operator: ">" | ">=" | "<" | "<=", at: string): Condition => ({
    ...{ kind: "test", field, operator, operands: [at] },
  });
  if (!isDay && !timing.time) {
    const laterMs = Number(timing.daysLater) * dayMs + Number(timing.hoursLater || 0) * hourMs;
    const earlier = (at: Date) => new Date(at.getTime() - laterMs).toISOString();
    return and(test(">", earlier(stretch.after)), test("<=", earlier(stretch.until)));
  }
  const days = dueDays(timing, timezone, stretch);
  if (days.length === 0) return never;
  if (isDay) return { kind: "test", field, operator: "in", operands: days };
  const midnight = (day: string) => instantIn(day, "00:00", timezone);
  return or(...days.map((day) => and(test(">=", midnight(day)), test("<", midnight(addDays(day, 1))))));
}

/** The days whose reminder falls due within the stretch. */
function dueDays({ daysLater, hoursLater, time }: Timing, timezone: string, { after, until }: Stretch): string[] {
  const shiftMs = time ? 0 : Number(hoursLater || 0) * hourMs;
  const dayOf = (at: Date) => inZone(new Date(at.getTime() - shiftMs), timezone).day;
  const days: string[] = [];
  for (let day = dayOf(after); day <= dayOf(until); day = addDays(day, 1)) {
    const dueMs = Date.parse(instantIn(day, time || "00:00", timezone)) + shiftMs;
    if (dueMs > after.getTime() && dueMs <= until.getTime()) days.push(addDays(day, -Number(daysLater)));
  }
  return days;
}
