import type { ColumnKind } from "../../app-definitions/field-type.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import type { RawValue } from "../database.ts";
import type { Directory } from "../identity/directory.ts";
import { kindOf, parseStored } from "../query/column-kinds.ts";
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
 * Makes the JSON text of a wire record of each row that `plan` selected, after the second wall has looked at it. No value
 * in between: a cell's text is made of PostgreSQL's.
 *
 * @param withIds - whether `$id` and `$revision` come along
 */
export function textSerializer(
  plan: ReadPlan,
  directory: Directory,
  withIds: { id: boolean; revision: boolean } = { id: true, revision: true },
): (selected: SelectedRow) => string {
  const heads = plan.cells.map(({ field: { code, property } }) => `${JSON.stringify(code)}:${headOf(property.type)}`);
  const writers = plan.cells.map(({ field }) => valueWriter(field, directory));
  return ({ row, cells }) => {
    const visible = visibleCells(plan, row, (at) => cells[at] === null);
    // Only ever appended to: cutting or joining would copy the text, and there are many.
    let text = "{";
    const separate = () => (text.length > 1 ? "," : "");
    for (let at = 0; at < heads.length; at++) {
      if (visible[at]) text += separate() + heads[at]! + writers[at]!(cells[at]!) + "}";
    }
    if (withIds.id) text += `${separate()}"$id":${headOf("__ID__")}"${row.id}"}`;
    if (withIds.revision) text += `${separate()}"$revision":${headOf("__REVISION__")}"${row.revision}"}`;
    return text + "}";
  };
}

/** The same as values, for whoever looks at them. */
export function serializer(plan: ReadPlan, directory: Directory): (selected: SelectedRow) => WireRecord {
  const toText = textSerializer(plan, directory);
  return (selected) => JSON.parse(toText(selected)) as WireRecord;
}

function headOf(type: string): string {
  return `{"type":${JSON.stringify(type)},"value":`;
}

/** The wire form of one stored value. */
export function toWireCell(field: DeployedField, stored: Stored, directory: Directory): WireCell {
  const value = toValue(field, stored, directory) as never;
  return { type: field.property.type, value: field.fieldType.toWire(value, field.property as never) };
}

/** Values that come again in many records of a list. */
const recurring: ReadonlySet<ColumnKind> = new Set(["option", "options", "principals"]);

function valueWriter(field: DeployedField, directory: Directory): (raw: RawValue) => string {
  const write = (raw: RawValue) => JSON.stringify(toWireCell(field, parseStored(field, raw), directory).value);
  if (!recurring.has(kindOf(field))) return write;
  const known = new Map<RawValue, string>();
  return (raw) => {
    const text = known.get(raw) ?? write(raw);
    known.set(raw, text);
    return text;
  };
}
