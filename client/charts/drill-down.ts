import { instantIn, isoSeconds } from "../../app-definitions/field-types/zoned-time.ts";
import type { Aggregate } from "../../server/records/aggregating/aggregate.ts";
import { fromQuery, toQuery, type Clause } from "../conditions.ts";
import type { App, ShownField } from "../wire.ts";
import { dayAfter } from "./fill-spans.ts";

type Keys = Aggregate["groups"][number]["keys"];
type Grouping = Aggregate["groupings"][number];

/** Lines are cut at this length where they are keys, so that a longer one cannot be asked for. */
const longestKey = 1_000;
const instants: ReadonlySet<string> = new Set(["DATETIME", "CREATED_TIME", "UPDATED_TIME"]);

/**
 * The condition under which a list shows the records of a group, together with the chart's own; undefined where the query
 * language cannot say it.
 *
 * @param timezone - IANA name of the zone by whose clock points in time were put together
 */
export function groupQuery(
  app: Pick<App, "fields">,
  { groupings, condition }: { groupings: readonly Grouping[]; condition: string },
  keys: Keys,
  timezone: string,
): string | undefined {
  const clauses = groupings.map(({ code, per }, at) => {
    const field = app.fields.properties[code];
    return field && clausesOf(field, per, keys[at]!.code, timezone);
  });
  const isSayable = clauses.every((some) =>
    some?.every(({ field, operator }) => app.fields.properties[field]?.operators?.includes(operator)),
  );
  if (!isSayable) return undefined;
  const own = toQuery({ join: "and", clauses: clauses.flatMap((some) => some ?? []) });
  const filter = fromQuery(condition);
  if (filter && (filter.join === "and" || filter.clauses.length < 2)) {
    return [toQuery({ ...filter, join: "and" }), own].filter(Boolean).join(" and ");
  }
  return [`(${condition})`, own].filter(Boolean).join(" and ");
}

function clausesOf(field: ShownField, per: string | null, key: string, timezone: string): Clause[] | undefined {
  const clause = (operator: string, value: string): Clause => ({ field: field.code, operator, values: [value] });
  switch (field.type) {
    case "SINGLE_LINE_TEXT":
    case "LINK":
      return key.length < longestKey ? [clause("=", key)] : undefined;
    case "NUMBER":
    case "RECORD_NUMBER":
      return [clause("=", key)];
    case "CALC":
      return /^NUMBER/.test(String(field["format"] ?? "NUMBER")) ? [clause("=", key)] : undefined;
    case "TIME":
      return per === "HOUR" ? [clause(">=", key), clause("<=", `${key.slice(0, 2)}:59`)] : [clause("=", key)];
    case "DATE": {
      const after = dayAfter(key, per);
      return per === null || per === "DAY" ? [clause("=", key)] : [clause(">=", key), clause("<", after)];
    }
  }
  if (instants.has(field.type)) {
    const [from, before] = instantsOf(key, per, timezone);
    return [clause(">=", from), clause("<", before)];
  }
  const options = field["options"] as Record<string, unknown> | undefined;
  return options && !Object.hasOwn(options, key) ? undefined : [clause("in", key)];
}

function instantsOf(key: string, per: string | null, timezone: string): [string, string] {
  const [day = "", time = "00:00"] = key.split("T");
  const from = instantIn(day, time, timezone);
  const minutes = { HOUR: 60, MINUTE: 1 }[per ?? ""];
  if (minutes === undefined) return [from, instantIn(dayAfter(day, per), "00:00", timezone)];
  return [from, isoSeconds(new Date(Date.parse(from) + minutes * 60_000))];
}
