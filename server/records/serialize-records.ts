import type { ColumnKind } from "../../app-definitions/field-type.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import type { ValueCursor } from "../database/rows/octet-row.ts";
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
  const writers = plan.cells.map(({ field }) => writerOfField(field, directory));
  const ownHeads = [withIds.id && idHead, withIds.revision && revisionHead];
  // No function is made for a row: with thousands of cells a second, even that shows.
  return (selected, to) => {
    const visible = visibleCells(plan, selected);
    const cell = selected.beforeCells();
    let isFirst = true;
    for (let at = 0; at < heads.length; at++) {
      cell.next();
      if (!visible[at]) continue;
      to.octets(isFirst ? heads[at]!.first : heads[at]!.later);
      isFirst = false;
      writers[at]!(cell, to);
    }
    const own = selected.beforeId();
    for (const head of ownHeads) {
      own.next();
      if (!head) continue;
      to.octets(isFirst ? head.first : head.later);
      isFirst = false;
      to.quoted(own.octets, own.start, own.end);
    }
    to.octets(isFirst ? nothing : closing);
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

const nothing = Buffer.from("{}");
const closing = Buffer.from("}}");

/** What stands before a cell's value, in the first place of a record and in a later one, after the cell before it. */
interface Head {
  readonly first: Buffer;
  readonly later: Buffer;
}

function headOf(code: string, type: string): Head {
  const head = `${JSON.stringify(code)}:{"type":${JSON.stringify(type)},"value":`;
  return { first: Buffer.from(`{${head}`), later: Buffer.from(`},${head}`) };
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

/** Writes the value of the cell on which the cursor stands. */
type ValueWriter = (cell: ValueCursor, to: JsonWriter) => void;

/** They last as long as field and directory, and remember what they wrote before. */
const knownWriters = new WeakMap<Directory, WeakMap<DeployedField, ValueWriter>>();

function writerOfField(field: DeployedField, directory: Directory): ValueWriter {
  const ofFields = knownWriters.get(directory) ?? new WeakMap<DeployedField, ValueWriter>();
  knownWriters.set(directory, ofFields);
  const writer = ofFields.get(field) ?? valueWriter(field, directory);
  ofFields.set(field, writer);
  return writer;
}

function valueWriter(field: DeployedField, directory: Directory): ValueWriter {
  const jsonOf = (raw: RawValue) => JSON.stringify(toWireCell(field, parseStored(field, raw), directory).value);
  const kind = kindOf(field);
  if (recurring.has(kind)) return rememberValues(jsonOf);
  const write: ValueWriter = (cell, to) => to.text(jsonOf(cell.text()));
  const { showsAs } = field.fieldType;
  const copier = showsAs && copiers[showsAs][kind];
  if (!copier) return write;
  const empty = Buffer.from(jsonOf(null));
  return (cell, to) => {
    if (cell.isNull || cell.start === cell.end) to.octets(empty);
    else if (copier.isUsual(cell)) copier.copy(cell, to);
    else write(cell, to);
  };
}

/** Values that come again in many records of a list. */
const recurring: ReadonlySet<ColumnKind> = new Set(["option", "options", "principals"]);

/** Several choices of many make too many different values to keep them all. */
const mostKnown = 1_000;

function rememberValues(jsonOf: (raw: RawValue) => string): ValueWriter {
  const known = new Map<number | string, Buffer>();
  const empty = Buffer.from(jsonOf(null));
  return (cell, to) => {
    if (cell.isNull) return to.octets(empty);
    const key = keyOf(cell);
    const json = known.get(key) ?? Buffer.from(jsonOf(String(key)));
    if (known.size >= mostKnown) known.clear();
    known.set(key, json);
    to.octets(json);
  };
}

/** The text of a number or a list of numbers; of a short number itself, which is sooner found. */
function keyOf({ octets, start, end }: ValueCursor): number | string {
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = octets[at]! - zero;
    if (digit < 0 || digit > 9 || at - start > 8) return octets.toString("latin1", start, end);
    number = number * 10 + digit;
  }
  return number;
}

/** Copies PostgreSQL's text of a value into its JSON, where it has its usual form. */
interface Copier {
  isUsual(cell: ValueCursor): boolean;
  copy(cell: ValueCursor, to: JsonWriter): void;
}

const whole: Copier = {
  isUsual: () => true,
  copy: ({ octets, start, end }, to) => to.quoted(octets, start, end),
};

const copiers: Readonly<Record<"stored" | "minute", Partial<Record<ColumnKind, Copier>>>> = {
  stored: {
    text: whole,
    date: whole,
    time: { isUsual: () => true, copy: ({ octets, start }, to) => to.quoted(octets, start, start + "09:30".length) },
    // Zeros at the end of decimals are not shown.
    numeric: { ...whole, isUsual: (cell) => cell.octets[cell.end - 1] !== zero || !hasPoint(cell) },
  },
  minute: {
    timestamp: {
      isUsual: ({ octets, start, end }) => octets[start + "2026".length] === minus && endsInUtc(octets, end),
      copy({ octets, start }, to) {
        octets.copy(minute, 0, start, start + "2026-11-01 09:30".length);
        minute[dayLength] = separator;
        to.quoted(minute, 0, minute.length);
      },
    },
  },
};

const [minus, plus, zero, point, separator] = Buffer.from("-+0.T") as unknown as readonly [
  number,
  number,
  number,
  number,
  number,
];
const minute = Buffer.from("2026-11-01T09:30:00Z");
const dayLength = "2026-11-01".length;

/** The hour of the zone, `+00`. */
function endsInUtc(octets: Buffer, end: number): boolean {
  return octets[end - 3] === plus && octets[end - 2] === zero && octets[end - 1] === zero;
}

function hasPoint({ octets, start, end }: ValueCursor): boolean {
  for (let at = start; at < end; at++) if (octets[at] === point) return true;
  return false;
}
