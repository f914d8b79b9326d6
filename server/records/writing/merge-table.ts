import type { FieldProblem, FileValue } from "../../../app-definitions/field-type.ts";
import { lookupOf } from "../../../app-definitions/field-types/source-settings.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import type { Stored, StoredRow } from "../../query/condition.ts";
import { innerStored } from "../stored-values.ts";
import { copiesFor } from "./copy-lookups.ts";
import { readIncoming, type Incoming } from "./incoming-value.ts";
import { initialStored, isEmpty, isRequired, type SaveContext } from "./save-context.ts";

/** A row without an id yet; the caller gives it one. */
export type NewTableRow = Record<string, Stored> & { id: string };

/** A table after a save, with its problems by place inside the field, and the rows that still need an id. */
export interface MergedTable {
  readonly rows: readonly StoredRow[];
  readonly newRows: readonly NewTableRow[];
  readonly problems: readonly FieldProblem[];
}

/**
 * The rows of a subtable after a save, in the order sent: a known id merges into its row, an unknown or missing one
 * makes a new row with defaults, rows that are not sent are gone. Values of parked inner fields stay with their row.
 *
 * @see kintone.md section 2.5, "Table update rules"
 * @throws Failure input/not-json when the rows do not have the shape of rows, table/row-twice when one has the id of another
 */
export function mergeTable(
  field: DeployedField,
  wire: unknown,
  old: readonly StoredRow[],
  context: SaveContext,
): MergedTable {
  const known = new Map(old.map((row) => [row.id, row]));
  const newRows: NewTableRow[] = [];
  const problems: FieldProblem[] = [];
  const sentRows = requireRows(wire);
  const ids = sentRows.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length) throw new Failure("table/row-twice", { code: field.code });
  const rows = sentRows.map(({ id, value }, at) => {
    const before = id === undefined ? undefined : known.get(id);
    const row: NewTableRow = before ? { ...before } : { id: "", ...initialRow(field, context) };
    if (!before) newRows.push(row);
    for (const inner of field.inner.values()) {
      const place = `value[${at}].value.${inner.code}`;
      const sent = Object.hasOwn(value, inner.code) ? value[inner.code] : undefined;
      const incoming =
        sent?.value !== undefined && inner.fieldType.isWritable
          ? setInner(row, inner, sent.value, before, context)
          : undefined;
      if (sent?.value !== undefined) copyInner(row, inner, before, context);
      if (incoming && "problems" in incoming) {
        problems.push(...incoming.problems.map((one) => ({ ...one, at: `${place}.${one.at ?? "value"}` })));
        if (!incoming.isUnread) continue;
      } else if (!isEmpty(innerStored(row, inner))) continue;
      if (isRequired(inner)) {
        problems.push({ message: "required", at: `${place}.${inner.fieldType.requiredAt ?? "value"}` });
      }
    }
    return row;
  });
  return { rows, newRows, problems };
}

function setInner(
  row: NewTableRow,
  inner: DeployedField,
  wire: unknown,
  before: StoredRow | undefined,
  context: SaveContext,
): Incoming {
  const read = readIncoming(inner, wire, before ? innerStored(before, inner) : null, context);
  const incoming = context.emptiesTableNumbers && isNoNumber(read) ? { stored: null } : read;
  const key = `f${inner.id}`;
  if ("problems" in incoming) return incoming;
  if (incoming.stored === null) delete row[key];
  else row[key] = incoming.stored;
  return incoming;
}

function isNoNumber(incoming: Incoming): boolean {
  return "problems" in incoming && incoming.problems.every(({ message }) => message === "not-number");
}

/**
 * Fills in what a lookup of the row copies. A key that the row had already stays with its copies, because a form sends
 * every row of a table, and most of them untouched.
 */
function copyInner(
  row: NewTableRow,
  inner: DeployedField,
  before: StoredRow | undefined,
  { app, copies }: SaveContext,
): void {
  if (!copies || !lookupOf(inner.property)) return;
  const key = innerStored(row, inner);
  if (before && innerStored(before, inner) === key) return;
  for (const [target, copy] of copiesFor(inner, key, app, copies)) {
    if (copy === null) delete row[`f${target.id}`];
    else row[`f${target.id}`] = copy;
  }
}

function initialRow(field: DeployedField, context: SaveContext): Record<string, Stored> {
  return Object.fromEntries(
    [...field.inner.values()].flatMap((inner) => {
      const stored = initialStored(inner, context);
      return isEmpty(stored) ? [] : [[`f${inner.id}`, stored]];
    }),
  );
}

type SentRow = { id?: string; value: Record<string, { value?: unknown } | undefined> };

function requireRows(wire: unknown): readonly SentRow[] {
  if (!Array.isArray(wire)) throw new Failure("input/not-json");
  return wire.map((row: unknown): SentRow => {
    if (!isCell(row)) throw new Failure("input/not-json");
    const { id, value } = row as { id?: unknown; value?: unknown };
    const sentId = String(id ?? "");
    const cells = value ?? {};
    const isShaped = /^\d*$/.test(sentId) && isCell(cells) && Object.values(cells as object).every(isCell);
    if (!isShaped) throw new Failure("input/not-json");
    return { ...(sentId !== "" && { id: sentId }), value: cells as SentRow["value"] };
  });
}

function isCell(cell: unknown): boolean {
  return typeof cell === "object" && cell !== null && !Array.isArray(cell);
}

/** Every file of a table's rows; for what a save takes out. */
export function filesOfRows(field: DeployedField, rows: readonly StoredRow[]): readonly FileValue[] {
  const inner = [...field.inner.values()].filter(({ fieldType }) => fieldType.column === "files");
  return rows.flatMap((row) => inner.flatMap((one) => (innerStored(row, one) ?? []) as readonly FileValue[]));
}
