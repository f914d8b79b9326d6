import { open } from "node:fs/promises";
import type { DeployedField } from "../apps/deployed-app.ts";
import { requireApp } from "../apps/require-app.ts";
import { Failure } from "../errors.ts";
import { appendEvent } from "../events/append-event.ts";
import type { Context } from "../http/context.ts";
import type { Download, LateDownload } from "../http/endpoint.ts";
import { requireRecord, type RequiredRecord } from "../records/require-record.ts";
import { findBeginning } from "../records/history/find-beginning.ts";
import { showsFile } from "../records/history/store.ts";
import { filesOf } from "../records/writing/merge-record.ts";
import { isShownInline } from "./file-kinds.ts";
import { pathOf } from "./receive-upload.ts";
import { mayReadThreadComment } from "../spaces/threads.ts";
import { findFile, type FileRow } from "./store.ts";

/**
 * The file of a key, if a record that the viewer reaches holds it in a field that he sees there; shown inside the page also
 * if the record's history tells him of it. A key that is unknown, only uploaded, taken out of its record or out of reach
 * gives one and the same answer.
 *
 * @param disposition - `inline` is granted to PDF and images alone
 * @throws Failure file/not-found
 */
export async function openFile(
  context: Context,
  { fileKey }: { fileKey: string },
  disposition: Download["disposition"],
): Promise<LateDownload> {
  const { tx, viewer, platform } = context;
  const file = await findFile(tx, fileKey);
  const isOpen = file?.state === "stored" && (await mayOpen(context, file, holds));
  const isOld = file?.state === "removed" && disposition === "inline" && (await mayOpen(context, file, showsInHistory));
  if (!file || !(isOpen || isOld)) throw new Failure("file/not-found", { key: fileKey });
  await appendEvent(context, {
    type: "file/downloaded",
    ...(file.app_id !== null && { app: file.app_id }),
    ...(file.record_id !== null && { record: file.record_id }),
    by: viewer.userId,
    detail: { field: file.field_id },
  });
  return {
    kind: "late-download",
    name: file.name,
    contentType: file.content_type,
    disposition: disposition === "inline" && isShownInline(file.content_type) ? "inline" : "attachment",
    makeBody: async () => (await open(pathOf(platform.filesFolder, file.storage_name))).createReadStream(),
    sizeBytes: Number(file.size_bytes),
  };
}

type Judgement = (record: RequiredRecord, file: FileRow, context: Context) => boolean | Promise<boolean>;

async function mayOpen(context: Context, file: FileRow, judge: Judgement): Promise<boolean> {
  if (file.thread_comment_id !== null) return mayReadThreadComment(context, file.thread_comment_id);
  if (file.app_id === null) return false;
  try {
    // A file of the app itself, an icon or a script, is its managers' alone: our pages show neither.
    if (file.record_id === null) return requireApp(context, file.app_id).access.app.manage;
    return await judge(await requireRecord(context, file.app_id, file.record_id, "view"), file, context);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

function holds(record: RequiredRecord, file: FileRow): boolean {
  const field = shownField(record, file);
  return field !== undefined && keysIn(record, field).includes(file.key);
}

/** A file that was taken out stays in sight where the reader's part of the history tells of it. */
async function showsInHistory(record: RequiredRecord, file: FileRow, { tx }: Context): Promise<boolean> {
  const field = shownField(record, file);
  if (!field) return false;
  const beginning = await findBeginning(tx, record);
  const key = { app: record.app.id, record: record.id };
  return showsFile(tx, key, { field: field.id, fileKey: file.key, after: beginning?.revision ?? 0 });
}

function shownField(record: RequiredRecord, file: FileRow): DeployedField | undefined {
  const field = [...record.app.fields.values()].find(({ id }) => id === file.field_id);
  const whole = field?.table ?? field;
  return whole && record.mayView(whole.code) ? whole : undefined;
}

/** A file in a table belongs to the table, whose rights are those of all its fields. */
function keysIn({ row }: RequiredRecord, field: DeployedField): readonly string[] {
  return filesOf(field, row.values.get(field.id) ?? null);
}
