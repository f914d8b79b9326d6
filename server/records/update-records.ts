import { requireApp, type RequiredApp } from "../apps/require-app.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import { Failure, Outrun } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { insertRecords } from "./add-records.ts";
import { checkBatch } from "./batch-size.ts";
import { lockForWrite, requireRevision } from "./lock-for-write.ts";
import { always, never } from "../query/condition.ts";
import { matches } from "../query/matches.ts";
import { recordIdField } from "../query/record-id-field.ts";
import { readerOf } from "./record-row.ts";
import { planRead, viewOf } from "./plan-read.ts";
import { guarded, holdToRight } from "./second-wall.ts";
import { planAdd, planWrite } from "./plan-write.ts";
import { readWholeRows } from "./store.ts";
import { readIncoming } from "./writing/incoming-value.ts";
import type { RecordInput } from "./writing/merge-record.ts";
import { saveContext, type SaveContext } from "./writing/save-context.ts";
import { changedFields, checkRecords, writeChecked } from "./writing/save-records.ts";
import { findHolders, updateRows } from "./writing/store.ts";

/** One change; the record is named by its id or by the value of a field without duplicates. */
export interface Update {
  id?: string;
  updateKey?: { field: string; value: string };
  /** Absent or -1: whatever the revision is. */
  revision?: string | null;
  record?: RecordInput | null;
}

/** Changes one record. */
export async function updateRecord(context: Context, input: { app: string } & Update): Promise<{ revision: string }> {
  const required = requireApp(context, input.app);
  const [updated] = await update(context, required, [input], () => "record");
  return { revision: updated!.revision };
}

/** A changed record in the answer; `operation` only when inserting was allowed. */
export interface Updated {
  id: string;
  revision: string;
  operation?: "INSERT" | "UPDATE";
}

/** Changes up to 100 records, all or none. With `upsert`, a key or an id that no record has makes a new record. */
export async function updateRecords(
  context: Context,
  input: { app: string; upsert?: boolean; records: readonly Update[] },
): Promise<{ records: readonly Updated[] }> {
  const required = requireApp(context, input.app);
  checkBatch(input.records.length, "updating");
  const prefixOf = (at: number) => `records[${at}]`;
  return { records: await update(context, required, input.records, prefixOf, input.upsert) };
}

async function update(
  context: Context,
  required: RequiredApp,
  updates: readonly Update[],
  prefixOf: (at: number) => string,
  upsert = false,
): Promise<readonly Updated[]> {
  const { app, access } = required;
  const resolved = await resolveIds(context, required, updates, prefixOf);
  requireOnce(updates.map(({ id }) => id));
  const ids = await withoutUnseen(context, required, updates, resolved, upsert);
  requireOnce(ids);
  const missing = updates.filter((_, at) => ids[at] === undefined);
  if (missing.length > 0 && !upsert) throw new Failure("record/key-not-found");

  const present = updates.flatMap((one, at) => (ids[at] === undefined ? [] : [{ one, at, id: ids[at] }]));
  const changed = await updatePresent(context, required, present, prefixOf);
  const inserted = missing.length > 0 ? planAdd(app, access) : undefined;
  const placeOf = (at: number) => prefixOf(updates.indexOf(missing[at]!));
  const added = inserted
    ? await insertRecords(
        context,
        inserted,
        missing.map(({ updateKey, record }) =>
          updateKey ? { ...record, [updateKey.field]: { value: updateKey.value } } : (record ?? {}),
        ),
        placeOf,
      ).catch((error: unknown) => {
        throw wasKeyTaken(error, missing, placeOf) ? new Outrun(error) : error;
      })
    : [];
  const [nextChanged, nextAdded] = [changed[Symbol.iterator](), added[Symbol.iterator]()];
  return ids.map((id): Updated => {
    const result = (id === undefined ? nextAdded : nextChanged).next().value as Updated;
    return { ...result, ...(upsert && { operation: id === undefined ? "INSERT" : "UPDATE" }) };
  });
}

/** Whether somebody made a record of one of these keys since there was none; it is an update then. */
function wasKeyTaken(error: unknown, missing: readonly Update[], placeOf: (at: number) => string): error is Failure {
  if (!(error instanceof Failure) || error.kind !== "input/invalid") return false;
  const keys = missing.map(({ updateKey }) => JSON.stringify([updateKey?.field, updateKey?.value]));
  const isTaken = ({ updateKey }: Update, at: number) =>
    updateKey !== undefined && error.problems[`${placeOf(at)}.${updateKey.field}.value`]?.[0]?.message === "not-unique";
  return missing.some(
    (one, at) => isTaken(one, at) && keys.indexOf(keys[at]!) === at && keys.lastIndexOf(keys[at]!) === at,
  );
}

/**
 * The ids without those that a key found out of the viewer's reach, the record or its key: they answer as a key that nobody
 * has. With `upsert` neither are ids known that he does not see, because kintone's command line invents some for rows that
 * are new. One statement at most.
 */
async function withoutUnseen(
  context: Context,
  { app, access }: RequiredApp,
  updates: readonly Update[],
  ids: readonly (string | undefined)[],
  upsert: boolean,
): Promise<readonly (string | undefined)[]> {
  const isAsked = (at: number) => upsert || updates[at]!.id === undefined;
  const wanted = ids.flatMap((id, at) => (id !== undefined && isAsked(at) ? [id] : []));
  if (wanted.length === 0) return ids;
  const plan = planRead(app, access, { where: { kind: "record", ids: wanted }, fields: [] });
  const found = await readWholeRows(context.tx, plan, always, false);
  const rows = await guarded(context, app.id, () => {
    for (const { row } of found) holdToRight(access.view, row);
    return new Map(found.map(({ row }) => [row.id, row]));
  });
  return ids.map((id, at) => {
    if (id === undefined || !isAsked(at)) return id;
    const row = rows.get(id);
    const { id: given, updateKey } = updates[at]!;
    const key = given === undefined ? app.fields.get(updateKey!.field) : recordIdField;
    return row && matches((key && viewOf(access, key)) ?? never, readerOf(row)) ? id : undefined;
  });
}

/** @throws Failure input/invalid for a record that is named twice */
function requireOnce(ids: readonly (string | undefined)[]): void {
  const twice = ids.findIndex((id, at) => id !== undefined && ids.indexOf(id) < at);
  if (twice !== -1) throw new Failure("input/invalid", {}, { [`records[${twice}].id`]: [{ message: "not-unique" }] });
}

async function updatePresent(
  context: Context,
  { app, access }: RequiredApp,
  present: readonly { one: Update; at: number; id: string }[],
  prefixOf: (at: number) => string,
): Promise<readonly Updated[]> {
  if (present.length === 0) return [];
  const { tx, viewer, now } = context;
  const plan = planWrite(
    app,
    access,
    "edit",
    present.map(({ id }) => id),
  );
  const rows = await lockForWrite(context, plan).catch((error: unknown) => {
    throw hidesKey(error, present) ? new Failure("record/key-not-found") : error;
  });
  const records = present.map(({ one, at, id }) => {
    const old = rows.get(id)!;
    requireRevision(old, one.revision);
    return { old, input: one.record ?? {}, prefix: prefixOf(at) };
  });
  const checked = await checkRecords(context, saveContext({ app, access }, context), records);
  const fields = new Set(checked.flatMap(({ merged }) => merged.changed));
  const rowsToWrite = checked.map(({ row }) => row);
  const author = { by: viewer.userId, at: now };
  const events = { type: "record/edited", detailOf: (at: number) => changedFields(checked[at]!) } as const;
  const count = await writeChecked(app, records, checked, () =>
    updateRows(tx, app, [...fields], rowsToWrite, author, events),
  );
  if (count !== checked.length) throw new Failure("record/changed-meanwhile");
  return rowsToWrite.map(({ id, revision }) => ({ id, revision: String(revision + 1) }));
}

/** The id of each update, undefined where no record has the key. One statement at most. */
async function resolveIds(
  context: Context,
  required: RequiredApp,
  updates: readonly Update[],
  prefixOf: (at: number) => string,
): Promise<readonly (string | undefined)[]> {
  const { app, access } = required;
  const save = { ...saveContext(required, context), uploads: new Map<string, never>() };
  const keys = updates.map(({ id, updateKey }, at) => {
    if (id !== undefined) return undefined;
    if (!updateKey) throw missingKey(prefixOf(at));
    const field = app.fields.get(updateKey.field);
    if (!field || !viewOf(access, field)) throw unknownKey(prefixOf(at), updateKey.field);
    const isKey = field.property.unique === true && ["SINGLE_LINE_TEXT", "NUMBER"].includes(field.property.type);
    if (!isKey) throw wrongKey(prefixOf(at), "field");
    return { field, value: keyValue(save, field, updateKey.value, prefixOf(at)) };
  });
  const wanted = new Map<DeployedField, string[]>();
  for (const key of keys) if (key) wanted.set(key.field, [...(wanted.get(key.field) ?? []), key.value]);
  const holders = await findHolders(context.tx, app, wanted);
  return updates.map(({ id }, at) => {
    const key = keys[at];
    return key ? holders.find(({ field, value }) => field === key.field.id && value === key.value)?.id : id;
  });
}

function keyValue(save: SaveContext, field: DeployedField, value: string, prefix: string): string {
  const incoming = readIncoming(field, value, null, save);
  if ("stored" in incoming && incoming.stored !== null) return String(incoming.stored);
  throw wrongKey(prefix, "value");
}

function wrongKey(prefix: string, part: "field" | "value"): Failure {
  return new Failure("input/invalid", {}, { [keyPlace(prefix, part)]: [{ message: "wrong-shape" }] });
}

/** Told with its place as well, from which kintone's client reads which record of many failed. */
function unknownKey(prefix: string, code: string): Failure {
  return new Failure(
    "query/field",
    { code },
    { [keyPlace(prefix, "field")]: [{ message: "query/field", params: { code } }] },
  );
}

function keyPlace(prefix: string, part: "field" | "value"): string {
  return prefix === "record" ? `updateKey.${part}` : `${prefix}.updateKey.${part}`;
}

/** A record out of reach that a key named must not answer otherwise than a key that nobody has. */
function hidesKey(error: unknown, present: readonly { one: Update; id: string }[]): boolean {
  if (!(error instanceof Failure) || error.kind !== "record/not-found") return false;
  return present.some(({ one, id }) => one.updateKey !== undefined && id === error.params["record"]);
}

function missingKey(prefix: string): Failure {
  const key = prefix === "record" ? "id" : `${prefix}.id`;
  return new Failure("input/invalid", {}, { [key]: [{ message: "required-parameter" }] });
}
