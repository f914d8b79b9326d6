import type { DeployedField } from "../../apps/deployed-app.ts";
import type { RawValue, Transaction } from "../../database.ts";
import { isSinglePerson, kindOf } from "../../query/column-kinds.ts";
import { blanks } from "../../query/matches.ts";
import { storedColumn } from "../../query/stored-column.ts";
import type { Bind } from "../../query/to-sql.ts";
import type { ReadPlan } from "../plan-read.ts";
import { binder, fromWhere, valueWhen } from "../store.ts";
import type { BoundColumns, Grouping, Reckoning, Sort, Unit } from "./parse-columns.ts";

/** What is grouped and reckoned; the fields stand in the plan's order too, groupings first. */
export interface GroupsAsked extends BoundColumns {
  /** IANA name; days begin at its midnight. */
  readonly timezone: string;
}

/** The groups as raw text, keys first, in the order asked for; at most as many as the plan's limit. One statement. */
export async function readGroups(tx: Transaction, plan: ReadPlan, asked: GroupsAsked): Promise<RawValue[][]> {
  const { values, bind } = binder();
  const { groupings, reckonings, sorts } = asked;
  let place = 0;
  const seen = () => {
    const { field, when } = plan.order[place++]!;
    return valueWhen(storedColumn(field), when, bind);
  };
  const keys = groupings.map((grouping) => keyOf(grouping, seen(), asked.timezone, bind));
  // Each list is unfolded by itself, so that two of them make every pair.
  const unfolded = groupings.flatMap((one, at) =>
    isList(one) ? [`cross join lateral unnest(${keys[at]!}) as u${at}(k)`] : [],
  );
  const selected = groupings.map((one, at) => `${isList(one) ? `u${at}.k` : keys[at]!} as k${at}`);
  const cells = reckonings.map(({ field }, at) => `${field === null ? "null::integer" : seen()} as v${at}`);
  const names = groupings.map((_, at) => `k${at}`);
  const figures = reckonings.map(({ type }, at) => `${figureOf(type, `v${at}`)} as f${at}`);
  const inner = `select ${[...selected, ...cells].join(", ")}
    from rec.r${plan.app.id} r ${unfolded.join(" ")} where ${fromWhere(plan, bind)}`;
  const filled = groupings.map((one, at) => isFilled(one, `k${at}`, bind));
  const grouped =
    groupings.length === 0
      ? ""
      : `where ${filled.join(" and ")} group by ${names.join(", ")} order by ${orderOf(groupings, sorts, bind).join(", ")}`;
  const text = `select ${[...names, ...figures].join(", ")} from (${inner}) as seen ${grouped} limit ${bind(plan.limit)}`;
  return tx.query(text, values, { rowMode: "array" });
}

function isList({ field }: Grouping): boolean {
  const kind = kindOf(field);
  return kind === "options" || (kind === "principals" && !isSinglePerson(field));
}

/**
 * A category that the tree has no more is left in records and reads as empty; options that the form has no more stay. No
 * index serves that test, and none should: PostgreSQL would walk through all records of the app for the few in reach.
 */
function isFilled({ field }: Grouping, key: string, bind: Bind): string {
  if (field.below) return `array_position(${optionsOf(field, bind)}, ${key}) is not null`;
  return kindOf(field) === "text" ? `btrim(${key}, ${bind(blanks)}) <> ''` : `${key} is not null`;
}

/** What was asked for, and after that every key, so that the groups always come in the same order. */
function orderOf(groupings: readonly Grouping[], sorts: readonly Sort[], bind: Bind): string[] {
  const sorted = new Set(sorts.map(({ by }) => by));
  const rest = groupings.map((_, at): Sort => ({ by: at, direction: "asc" })).filter(({ by }) => !sorted.has(by));
  return [...sorts, ...rest].map(({ by, direction }) => {
    if (by === "TOTAL") return `f0 ${direction} nulls ${direction === "asc" ? "first" : "last"}`;
    const { field } = groupings[by]!;
    const kind = kindOf(field);
    if (kind === "text") return `k${by} collate "C" ${direction}`;
    if (kind !== "option" && kind !== "options") return `k${by} ${direction}`;
    return `array_position(${optionsOf(field, bind)}, k${by}) ${direction}`;
  });
}

function optionsOf(field: DeployedField, bind: Bind): string {
  return `${bind([...field.optionIds.values()])}::smallint[]`;
}

/** A line may be a million characters long, and there may be thousands of groups. */
const longestKey = 1_000;

function keyOf({ field, unit }: Grouping, value: string, timezone: string, bind: Bind): string {
  const kind = kindOf(field);
  if (kind === "text") return `left(${value}, ${longestKey})`;
  if (unit === null) return value;
  if (kind === "time") return `to_char(${value}, '${unit === "HOUR" ? "HH24:00" : "HH24:MI"}')`;
  const local = kind === "timestamp" ? `(${value} at time zone ${bind(timezone)}::text)` : `${value}::timestamp`;
  return `to_char(${startOf(unit, local)}, '${unit === "HOUR" || unit === "MINUTE" ? 'YYYY-MM-DD"T"HH24:MI' : "YYYY-MM-DD"}')`;
}

/** PostgreSQL's weeks begin on Monday, kintone's on Sunday. */
function startOf(unit: Unit, local: string): string {
  if (unit !== "WEEK") return `date_trunc('${unit.toLowerCase()}', ${local})`;
  return `date_trunc('week', ${local} + interval '1 day') - interval '1 day'`;
}

function figureOf(type: Reckoning["type"], value: string): string {
  switch (type) {
    case "COUNT":
      return "count(*)";
    case "AVERAGE":
      return `avg(${value})`;
    case "SUM":
    case "MAX":
    case "MIN":
      return `${type.toLowerCase()}(${value})`;
  }
}
