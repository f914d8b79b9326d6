import type { ColumnKind } from "../../app-definitions/field-type.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import type { RawValue } from "../database.ts";
import type { Directory } from "../identity/directory.ts";
import { writeJson, type JsonWriter } from "../json-text.ts";
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
 * Writes the JSON of the wire record of each row that `plan` selected, after the second wall has looked at it. No value in
 * between: a cell's text is made of PostgreSQL's.
 *
 * @param withIds - whether `$id` and `$revision` come along
 */
export function recordWriter(
  plan: ReadPlan,
  directory: Directory,
  withIds: { id: boolean; revision: boolean } = { id: true, revision: true },
): (selected: SelectedRow, to: JsonWriter) => void {
  const heads = plan.cells.map(({ field }) => headOfField(field));
  const writers = plan.cells.map(({ field }) => valueWriter(field, directory));
  return ({ row, cells }, to) => {
    const visible = visibleCells(plan, row, (at) => cells[at] === null);
    let isFirst = true;
    const begin = (head: Head) => {
      to.octets(isFirst ? head.first : head.later);
      isFirst = false;
    };
    for (let at = 0; at < heads.length; at++) {
      if (!visible[at]) continue;
      begin(heads[at]!);
      writers[at]!(cells[at]!, to);
    }
    if (withIds.id) {
      begin(idHead);
      to.text(`"${row.id}"}`);
    }
    if (withIds.revision) {
      begin(revisionHead);
      to.text(`"${row.revision}"}`);
    }
    to.text(isFirst ? "{}" : "}");
  };
}

/** The same as values, for whoever looks at them. */
export function serializer(plan: ReadPlan, directory: Directory): (selected: SelectedRow) => WireRecord {
  const write = recordWriter(plan, directory);
  return (selected) => JSON.parse(writeJson((to) => write(selected, to)).toString()) as WireRecord;
}

/** A JSON list of records. */
export function writeList(rows: readonly SelectedRow[], write: ReturnType<typeof recordWriter>): Buffer {
  return writeJson((to) => {
    to.text("[");
    rows.forEach((row, at) => {
      if (at > 0) to.text(",");
      write(row, to);
    });
    to.text("]");
  });
}

/** What stands before a cell's value, in the first place of a record and in a later one. */
interface Head {
  readonly first: Buffer;
  readonly later: Buffer;
}

function headOf(code: string, type: string): Head {
  const head = `${JSON.stringify(code)}:{"type":${JSON.stringify(type)},"value":`;
  return { first: Buffer.from(`{${head}`), later: Buffer.from(`,${head}`) };
}

/** A field lives as long as its version of the app, and its head with it. */
const knownHeads = new WeakMap<DeployedField, Head>();

function headOfField(field: DeployedField): Head {
  const head = knownHeads.get(field) ?? headOf(field.code, field.property.type);
  knownHeads.set(field, head);
  return head;
}

const idHead = headOf("$id", "__ID__");
const revisionHead = headOf("$revision", "__REVISION__");

/** The wire form of one stored value. */
export function toWireCell(field: DeployedField, stored: Stored, directory: Directory): WireCell {
  const value = toValue(field, stored, directory) as never;
  return { type: field.property.type, value: field.fieldType.toWire(value, field.property as never) };
}

/** Values that come again in many records of a list. */
const recurring: ReadonlySet<ColumnKind> = new Set(["option", "options", "principals"]);

/** Writes the value of a cell and what closes it. */
function valueWriter(field: DeployedField, directory: Directory): (raw: RawValue, to: JsonWriter) => void {
  const textOf = (raw: RawValue) => `${JSON.stringify(toWireCell(field, parseStored(field, raw), directory).value)}}`;
  if (!recurring.has(kindOf(field))) return (raw, to) => to.text(textOf(raw));
  const known = new Map<RawValue, Buffer>();
  return (raw, to) => {
    const octets = known.get(raw) ?? Buffer.from(textOf(raw));
    known.set(raw, octets);
    to.octets(octets);
  };
}
