import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import type { Access } from "../../permissions/access.ts";
import { matches } from "../../query/matches.ts";
import { fieldsOf, viewOf } from "../plan-read.ts";
import { readerOf, type RecordRow } from "../record-row.ts";
import { requireRecord, type RequiredRecord } from "../require-record.ts";
import { toWireCell, type WireRecord } from "../serialize-records.ts";
import { mergeRecord, type RecordInput } from "../writing/merge-record.ts";
import { saveContext, type SaveContext } from "../writing/save-context.ts";

/** What the form shows and lets be filled in while it is being edited. */
export interface FormPreview {
  tabs: string[];
  fields: Record<string, { viewable: boolean; editable: boolean }>;
  /** What is stored in the fields that only the changes open, so that nobody overwrites what he was not shown. */
  record: WireRecord;
}

/**
 * The tabs and fields that exist once the values would be saved, so that a form can open what the reader has just asked for.
 * Nothing is written. Only the fields that tabs depend on are looked at; values that could not be saved count as unsent, so
 * that nothing is shown but what a save would show.
 *
 * @throws Failure app/not-found, record/not-found, permission/denied
 */
export async function previewRecord(
  context: Context,
  input: { app: string; id?: string | null; values: RecordInput },
): Promise<FormPreview> {
  const found = input.id ? await requireRecord(context, input.app, input.id, "view") : undefined;
  const { app, access } = found ?? requireApp(context, input.app);
  if (!found && !access.app.add) throw new Failure("permission/denied");
  const save: SaveContext = { ...saveContext({ app, access }, context), uploads: new Map() };
  const read = readerOf(mergedRow(found, deciding(input.values, save), save));

  const known = [...app.fields.values()].filter((field) => viewOf(access, field));
  const rights = known.map((field) => {
    const own = access.fields.get((field.table ?? field).code);
    const viewable = own !== undefined && matches(own.read, read);
    const mayWrite = own !== undefined && matches(own.write, read) && (!found || found.rights.edit);
    return [field.code, { viewable, editable: field.fieldType.isWritable && mayWrite }] as const;
  });
  const stays = found !== undefined && matches(access.view, read);
  const opened = known.filter(
    (field) =>
      stays && !field.table && field.column !== null && !found.mayView(field.code) && mayRead(access, field.code, read),
  );
  return {
    tabs: [...access.tabs].filter(([, when]) => matches(when, read)).map(([code]) => code),
    fields: Object.fromEntries(rights),
    record: Object.fromEntries(opened.map((field) => [field.code, toWireCell(field, read(field), context.directory)])),
  };
}

function mayRead(access: Access, code: string, read: ReturnType<typeof readerOf>): boolean {
  const own = access.fields.get(code);
  return own !== undefined && matches(own.read, read);
}

/** The values of the fields that some tab's condition reads. */
function deciding(values: RecordInput, { access }: SaveContext): RecordInput {
  const codes = new Set([...access.tabs.values()].flatMap((when) => fieldsOf(when).map(({ code }) => code)));
  return Object.fromEntries(Object.entries(values).filter(([code]) => codes.has(code)));
}

/** The row with those values that can be taken; one that cannot leaves all of them out, as a save would. */
function mergedRow(found: RequiredRecord | undefined, values: RecordInput, save: SaveContext): RecordRow {
  const old = found?.row ?? null;
  const row = (input: RecordInput) => ({
    id: old?.id ?? "0",
    revision: old?.revision ?? 0,
    values: mergeRecord(old, input, save).values,
  });
  try {
    const merged = row(values);
    return found && !maySave(found, Object.keys(values), merged) ? found.row : merged;
  } catch (error) {
    if (error instanceof Failure) return old ?? row({});
    throw error;
  }
}

/** Whether the viewer may change these fields, as the record is and as it would be. */
function maySave({ access, rights, mayEdit }: RequiredRecord, codes: readonly string[], merged: RecordRow): boolean {
  const read = readerOf(merged);
  return codes.every((code) => {
    const own = access.fields.get(code);
    return rights.edit && mayEdit(code) && own !== undefined && matches(own.write, read);
  });
}
