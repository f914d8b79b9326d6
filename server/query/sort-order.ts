import type { DeployedField } from "../apps/deployed-app.ts";
import { compareStored, kindOf } from "./column-kinds.ts";
import type { Stored } from "./condition.ts";
import { storedColumn } from "./stored-column.ts";
import type { Bind } from "./to-sql.ts";

/**
 * What a list sorts by: options in the order of the form, text by code point, people by id, everything else as it is.
 * Empty values are null; they belong first when ascending and last when descending.
 */
export function sortExpression(field: DeployedField, bind: Bind): string {
  switch (kindOf(field)) {
    case "option":
      return `array_position(${bind([...field.optionIds.values()])}::smallint[], ${storedColumn(field)})`;
    case "text":
      return `${storedColumn(field)} collate "C"`;
    default:
      return storedColumn(field);
  }
}

/** Negative, zero or positive as one stored value sorts before, with or after another, ascending; empty comes first. */
export function compareForSort(field: DeployedField, a: Stored, b: Stored): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const kind = kindOf(field);
  if (kind !== "option") return compareStored(kind, a, b);
  const order = [...field.optionIds.values()];
  return order.indexOf(a as number) - order.indexOf(b as number);
}
