import type { RawValue, Transaction } from "../../database.ts";
import { isSinglePerson, kindOf } from "../../query/column-kinds.ts";
import { storedColumn } from "../../query/stored-column.ts";
import type { Bind } from "../../query/to-sql.ts";
import type { ReadPlan } from "../plan-read.ts";
import { binder, fromWhere, valueWhen } from "../store.ts";
import type { Grouping, Reckoning, Unit } from "./parse-columns.ts";

/** What is grouped and reckoned; the fields stand in the plan's order too, groupings first. */
export interface GroupsAsked {
  readonly groupings: readonly Grouping[];
  readonly reckonings: readonly Reckoning[];
  /** IANA name; days begin at its midnight. */
  readonly timezone: string;
}

/** The groups as raw text, keys first, in the order of the keys; at most as many as the plan's limit. One statement. */
export async function readGroups(tx: Transaction, plan: ReadPlan, asked: GroupsAsked): Promise<RawValue[][]> {
  const { values, bind } = binder();
  const { groupings, reckonings } = asked;
  let place = 0;
  const seen = () => {
    const { field, when } = plan.order[place++]!;
    return valueWhen(storedColumn(field), when, bind);
  };
  const keys = groupings.map((grouping) => keyOf(grouping, seen(), asked.timezone, bind));
  // Each list is unfolded by itself, so that two of them make every pair.
  const isList = ({ field }: Grouping) =>
    kindOf(field) === "options" || (kindOf(field) === "principals" && !isSinglePerson(field));
  const unfolded = groupings.flatMap((one, at) =>
    isList(one) ? [`cross join lateral unnest(${keys[at]!}) as u${at}(k)`] : [],
  );
  const selected = groupings.map((one, at) => `${isList(one) ? `u${at}.k` : keys[at]!} as k${at}`);
  const cells = reckonings.map(({ field }, at) => `${field === null ? "null::integer" : seen()} as v${at}`);
  const names = groupings.map((_, at) => `k${at}`);
  const figures = reckonings.map(({ type }, at) => figureOf(type, `v${at}`));
  const sorted = groupings.map(({ field }, at) =>
    kindOf(field) === "option"
      ? `array_position(${bind([...field.optionIds.values()])}::smallint[], k${at})`
      : kindOf(field) === "text"
        ? `k${at} collate "C"`
        : `k${at}`,
  );
  const filled = groupings.map(({ field }, at) =>
    kindOf(field) === "text" ? `btrim(k${at}) <> ''` : `k${at} is not null`,
  );
  const text = `select ${[...names, ...figures].join(", ")}
    from (select ${[...selected, ...cells, "1"].join(", ")} from rec.r${plan.app.id} r ${unfolded.join(" ")}
          where ${fromWhere(plan, bind)}) as seen
    ${filled.length > 0 ? `where ${filled.join(" and ")} group by ${names.join(", ")} order by ${sorted.join(", ")}` : ""}
    limit ${bind(plan.limit)}`;
  return tx.query(text, values, { rowMode: "array" });
}

function keyOf({ field, unit }: Grouping, value: string, timezone: string, bind: Bind): string {
  const kind = kindOf(field);
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
      return `round(avg(${value}), 10)`;
    case "SUM":
    case "MAX":
    case "MIN":
      return `${type.toLowerCase()}(${value})`;
  }
}
