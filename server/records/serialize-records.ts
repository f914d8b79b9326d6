import type { DeployedField } from "../apps/deployed-app.ts";
import type { RawValue } from "../database.ts";
import type { Directory } from "../identity/directory.ts";
import { parseStored } from "../query/column-kinds.ts";
import type { Stored } from "../query/condition.ts";
import type { ReadPlan } from "./plan-read.ts";
import { visibleCells } from "./second-wall.ts";
import type { SelectedRow } from "./store.ts";
import { toValue } from "./stored-values.ts";

/** kintone's form of one cell. */
export interface WireCell {
  type: string;
  value: unknown;
}

/** A record on the wire; cells that the viewer may not see are not there at all. */
export type WireRecord = Record<string, WireCell>;

/**
 * Makes wire records of the rows that `plan` selected, after the second wall has looked at each.
 *
 * @param withIds - whether `$id` and `$revision` come along
 */
export function serializer(
  plan: ReadPlan,
  directory: Directory,
  withIds: { id: boolean; revision: boolean } = { id: true, revision: true },
): (selected: SelectedRow) => WireRecord {
  const writers = plan.cells.map(({ field }) => cellWriter(field, directory));
  return ({ row, cells }) => {
    const visible = visibleCells(plan, row, (at) => cells[at] === null);
    const record: WireRecord = {};
    for (const [at, { field }] of plan.cells.entries()) {
      if (visible[at]) record[field.code] = writers[at]!(cells[at]!);
    }
    if (withIds.id) record["$id"] = { type: "__ID__", value: row.id };
    if (withIds.revision) record["$revision"] = { type: "__REVISION__", value: String(row.revision) };
    return record;
  };
}

/** The wire form of one stored value. */
export function toWireCell(field: DeployedField, stored: Stored, directory: Directory): WireCell {
  const value = toValue(field, stored, directory) as never;
  return { type: field.property.type, value: field.fieldType.toWire(value, field.property as never) };
}

function cellWriter(field: DeployedField, directory: Directory): (raw: RawValue) => WireCell {
  return (raw) => toWireCell(field, parseStored(field, raw), directory);
}
