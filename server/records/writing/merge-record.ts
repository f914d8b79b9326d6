import type { FieldProblem, FileValue } from "../../../app-definitions/field-type.ts";
import { lookupOf } from "../../../app-definitions/field-types/source-settings.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import { never, type Stored, type StoredRow } from "../../query/condition.ts";
import { matches } from "../../query/matches.ts";
import { fieldsOf, viewOf } from "../plan-read.ts";
import { initialOf } from "../process/process-of.ts";
import { readerOf, type RecordRow } from "../record-row.ts";
import { storedFields } from "../stored-fields.ts";
import { agree } from "./agree.ts";
import { copiesFor } from "./copy-lookups.ts";
import { changedBy, computeRecord } from "./compute-record.ts";
import { readIncoming } from "./incoming-value.ts";
import { filesOfRows, mergeTable, type NewTableRow } from "./merge-table.ts";
import { initialStored, isEmpty, isRequired, type SaveContext } from "./save-context.ts";

/** A record on the wire, as requests carry it; other keys of a cell, such as `type`, are not looked at. */
export type RecordInput = Readonly<Record<string, { value?: unknown } | null | undefined>>;

/** A record after a save that is still to be written. */
export interface MergedRecord {
  /** Stored values of every field by id. */
  readonly values: Map<number, Stored>;
  /** Fields whose stored value differs from before. */
  readonly changed: readonly DeployedField[];
  readonly newRows: readonly NewTableRow[];
  /** Problems by field; `at` says where inside. */
  readonly problems: readonly { field: DeployedField; problem: FieldProblem }[];
  readonly addedFiles: readonly { key: string; field: number }[];
  readonly removedFiles: readonly string[];
}

/**
 * The record that `input` makes of `old` (null: a new one), with everything that is wrong with it.
 *
 * Codes that are unknown, not writable or hidden from the viewer everywhere are ignored, as kintone ignores them. A field
 * that the viewer sees but may not write here is refused, unless the value sent is the one it has.
 *
 * @throws Failure permission/denied, input/not-json or file/not-found
 */
export function mergeRecord(old: RecordRow | null, input: RecordInput, context: SaveContext): MergedRecord {
  const fields = storedFields(context.app);
  const before = (field: DeployedField): Stored => old?.values.get(field.id) ?? null;
  const values = new Map<number, Stored>(
    fields.map((field) => [
      field.id,
      old ? before(field) : (systemStored(field, context) ?? initialStored(field, context)),
    ]),
  );
  const sent = fields.filter((field) => isSent(field, input, old === null, context));
  const problems: { field: DeployedField; problem: FieldProblem }[] = [];
  if (old === null && context.access.app.manage) readAuthorship(fields, input, values, problems, context);
  const newRows: NewTableRow[] = [];
  const unread = new Set<DeployedField>();

  for (const field of sent) {
    const wire = input[field.code]!.value;
    const report = (problem: FieldProblem) => problems.push({ field, problem });
    if (field.fieldType.column === "subtable") {
      const table = mergeTable(field, wire, (before(field) ?? []) as readonly StoredRow[], context);
      values.set(field.id, table.rows.length === 0 ? null : table.rows);
      newRows.push(...table.newRows);
      table.problems.forEach(report);
    } else if (field.fieldType.column === "consent") {
      values.set(field.id, agree(field, wire, before(field), context, report));
    } else {
      const incoming = readIncoming(field, wire, before(field), context);
      if (!("problems" in incoming)) values.set(field.id, incoming.stored);
      else incoming.problems.forEach(report);
      if ("problems" in incoming && incoming.isUnread) unread.add(field);
    }
  }

  for (const field of sent) {
    const isUnread = problems.some((one) => one.field === field);
    if (!context.copies || isUnread || field.table || !lookupOf(field.property)) continue;
    const key = values.get(field.id)!;
    // Sending the key that is there fetches anew; for whoever may not change the field it means nothing.
    if (old && isSame(key, before(field)) && !mayWrite(field, old, context)) continue;
    for (const [target, copy] of copiesFor(field, key, context.app, context.copies)) values.set(target.id, copy);
  }
  computeRecord(values, {
    ...{ app: context.app, directory: context.directory, newRows },
    instead: changedBy(context.app, context.viewer.userId, context.now),
  });
  const merged: RecordRow = { id: old?.id ?? "0", revision: old?.revision ?? 0, values };
  const changed = fields.filter((field) => !isSame(values.get(field.id)!, before(field)));
  requireWritable(old, merged, sent, changed, context);
  for (const field of fields) {
    const isFaulty = problems.some((one) => one.field === field);
    if (unread.has(field) ? !asksFor(field, merged, context) : isFaulty || !isMissing(field, merged, context)) continue;
    problems.push({ field, problem: { message: "required", at: field.fieldType.requiredAt ?? "value" } });
  }
  return { values, changed, newRows, problems, ...fileChanges(changed, before, values) };
}

/**
 * Whoever may add records and see none sees no field of them either, and fills in those of a new one that he may write.
 *
 * @throws Failure input/not-json when what stands under the code is no cell
 */
function isSent(field: DeployedField, input: RecordInput, isNew: boolean, { access }: SaveContext): boolean {
  if (!Object.hasOwn(input, field.code)) return false;
  const cell: unknown = input[field.code] ?? {};
  if (typeof cell !== "object" || Array.isArray(cell)) throw new Failure("input/not-json");
  if ((cell as { value?: unknown }).value === undefined) return false;
  const mayFillIn = isNew && (access.fields.get(field.code)?.write ?? never).kind !== "never";
  return field.fieldType.isWritable && (mayFillIn || viewOf(access, field) !== undefined);
}

const authorship: ReadonlySet<string> = new Set(["CREATOR", "MODIFIER", "CREATED_TIME", "UPDATED_TIME"]);

/** Who made a new record and when, as whoever manages the app may say of it: what moves in from elsewhere has a past. */
function readAuthorship(
  fields: readonly DeployedField[],
  input: RecordInput,
  values: Map<number, Stored>,
  problems: { field: DeployedField; problem: FieldProblem }[],
  context: SaveContext,
): void {
  for (const field of fields.filter(({ property }) => authorship.has(property.type))) {
    const wire = Object.hasOwn(input, field.code) ? input[field.code]?.value : undefined;
    if (wire === undefined || wire === null) continue;
    const incoming = readIncoming(field, wire, null, context);
    if ("problems" in incoming)
      problems.push(...incoming.problems.map((problem) => ({ field, problem: { ...problem, at: "value" } })));
    else if (incoming.stored !== null) values.set(field.id, incoming.stored);
  }
}

/** System columns of a new record, so that rules about its creator hold while it is made. */
function systemStored(field: DeployedField, { app, viewer, now }: SaveContext): Stored | undefined {
  switch (field.property.type) {
    case "STATUS":
    case "STATUS_ASSIGNEE":
      return initialOf(app, field, viewer.userId);
    case "RECORD_NUMBER":
      return "0";
    case "CREATOR":
    case "MODIFIER":
      return [viewer.userId];
    case "CREATED_TIME":
    case "UPDATED_TIME":
      return now.toISOString();
    default:
      return undefined;
  }
}

function isSame(one: Stored, other: Stored): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Field rights count as they were before the save, so that nobody can give them to himself; only a tab counts as the
 * save leaves it, so that one save can open a tab and fill it in.
 */
function requireWritable(
  old: RecordRow | null,
  merged: RecordRow,
  sent: readonly DeployedField[],
  changed: readonly DeployedField[],
  context: SaveContext,
): void {
  const opening = new Set([...context.access.tabs.values()].flatMap(fieldsOf).map(({ id }) => id));
  const judged: RecordRow = old
    ? {
        ...old,
        values: new Map([...old.values].map(([id, value]) => [id, opening.has(id) ? merged.values.get(id)! : value])),
      }
    : merged;
  for (const field of sent) {
    if (old && !changed.includes(field) && isVisibleOn(old, field, context)) continue;
    if (!mayWrite(field, judged, context)) throw new Failure("permission/denied", { code: field.code });
  }
}

function mayWrite(field: DeployedField, row: RecordRow, { access }: SaveContext): boolean {
  const write = access.fields.get(field.code)?.write;
  return write !== undefined && matches(write, readerOf(row));
}

function isVisibleOn(row: RecordRow, field: DeployedField, { access }: SaveContext): boolean {
  const view = access.fields.get(field.code)?.view;
  return view !== undefined && matches(view, readerOf(row));
}

/** "Required" binds whoever may fill the field in; a tab that does not exist asks nothing. */
function asksFor(field: DeployedField, merged: RecordRow, context: SaveContext): boolean {
  return isRequired(field) && mayWrite(field, merged, context);
}

function isMissing(field: DeployedField, merged: RecordRow, context: SaveContext): boolean {
  return isEmpty(merged.values.get(field.id)!) && asksFor(field, merged, context);
}

function fileChanges(
  changed: readonly DeployedField[],
  before: (field: DeployedField) => Stored,
  values: ReadonlyMap<number, Stored>,
): Pick<MergedRecord, "addedFiles" | "removedFiles"> {
  const pairs = changed.map((field) => ({
    field,
    old: filesOf(field, before(field)),
    now: filesOf(field, values.get(field.id)!),
  }));
  return {
    addedFiles: pairs.flatMap(({ field, old, now }) =>
      now.filter((key) => !old.includes(key)).map((key) => ({ key, field: field.id })),
    ),
    removedFiles: pairs.flatMap(({ old, now }) => old.filter((key) => !now.includes(key))),
  };
}

/** Keys of the files that a stored value holds. */
export function filesOf(field: DeployedField, stored: Stored): readonly string[] {
  if (stored === null) return [];
  const { column } = field.fieldType;
  const files =
    column === "files"
      ? (stored as readonly FileValue[])
      : column === "subtable"
        ? filesOfRows(field, stored as readonly StoredRow[])
        : [];
  return files.map(({ fileKey }) => fileKey);
}
