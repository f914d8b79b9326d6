import { requireApp } from "../apps/require-app.ts";
import type { Context } from "../http/context.ts";
import { checkBatch } from "./batch-size.ts";
import { planAdd, type AddPlan } from "./plan-write.ts";
import { changedFields, checkRecords, writeChecked } from "./writing/save-records.ts";
import type { RecordInput } from "./writing/merge-record.ts";
import { saveContext } from "./writing/save-context.ts";
import { insertRows } from "./writing/store.ts";

/** The new record's id and revision, as kintone answers. */
export interface Added {
  id: string;
  revision: string;
}

/** Adds one record. */
export async function addRecord(context: Context, input: { app: string; record?: RecordInput | null }): Promise<Added> {
  const { app, access } = requireApp(context, input.app);
  const [added] = await insertRecords(context, planAdd(app, access), [input.record ?? {}], () => "record");
  return added!;
}

/** Adds up to 100 records, all or none; an empty list adds nothing. */
export async function addRecords(
  context: Context,
  input: { app: string; records: readonly RecordInput[] },
): Promise<{ ids: string[]; revisions: string[] }> {
  const { app, access } = requireApp(context, input.app);
  const plan = planAdd(app, access);
  checkBatch(input.records.length, "adding");
  const added = await insertRecords(context, plan, input.records, (at) => `records[${at}]`);
  return { ids: added.map(({ id }) => id), revisions: added.map(({ revision }) => revision) };
}

/** Inserts checked records with their history, search rows and events. At most five statements. */
export async function insertRecords(
  context: Context,
  { app, access }: AddPlan,
  inputs: readonly RecordInput[],
  prefixOf: (at: number) => string,
): Promise<readonly Added[]> {
  if (inputs.length === 0) return [];
  const { tx, viewer, now } = context;
  const records = inputs.map((input, at) => ({ old: null, input, prefix: prefixOf(at) }));
  const checked = await checkRecords(context, saveContext({ app, access }, context), records);
  const rows = checked.map(({ row }) => row);
  const author = { by: viewer.userId, at: now };
  const events = { type: "record/added", detailOf: (at: number) => changedFields(checked[at]!) } as const;
  await writeChecked(app, records, checked, () => insertRows(tx, app, rows, author, events));
  return checked.map(({ row }) => ({ id: row.id, revision: "1" }));
}
