import type { Transaction } from "../database.ts";
import { storedKeyOf } from "./file-keys.ts";

/** A stored file; its octets lie under `storage_name` in the files folder. */
export interface FileRow {
  /** What records and readers call the file. */
  key: string;
  /** What its uploader attaches it by, once; null from then on. */
  upload_key: string | null;
  state: "uploaded" | "stored" | "removed";
  name: string;
  content_type: string;
  size_bytes: string;
  sha256: string;
  storage_name: string;
  uploaded_by: number | null;
  uploaded_at: Date;
  app_id: string | null;
  record_id: string | null;
  field_id: number | null;
  thread_comment_id: string | null;
}

const columns = `key, upload_key, state, name, content_type, size_bytes, sha256, storage_name, uploaded_by, uploaded_at, app_id, record_id, field_id,
  thread_comment_id`;

/** The file that goes by this key, whatever its state; the key of an upload names none. */
export async function findFile(tx: Transaction, key: string): Promise<FileRow | undefined> {
  const [row] = await tx.rows<FileRow>(`select ${columns} from file where key = $1`, [key], { name: "find-file" });
  return row;
}

/** Uploads of this user that no record holds yet; held until the transaction ends, so that two saves cannot share one. */
export function lockUploads(tx: Transaction, keys: readonly string[], user: number): Promise<FileRow[]> {
  return tx.rows<FileRow>(
    `select ${columns} from file where upload_key = any($1) and state = 'uploaded' and uploaded_by = $2
     order by key for update`,
    [keys, user],
    { name: "lock-uploads" },
  );
}

/** Inserts an upload that no record holds yet; `key` is the one that its uploader gets. */
export async function insertUpload(
  tx: Transaction,
  file: Pick<FileRow, "key" | "name" | "content_type" | "sha256" | "storage_name"> & {
    size_bytes: number;
    uploaded_by: number;
    uploaded_at: Date;
  },
): Promise<void> {
  await tx.execute(
    `insert into file (key, upload_key, state, name, content_type, size_bytes, sha256, storage_name, uploaded_by, uploaded_at)
     values ($1, $2, 'uploaded', $3, $4, $5, $6, $7, $8, $9)`,
    [
      storedKeyOf(file.storage_name, file.uploaded_at),
      file.key,
      file.name,
      file.content_type,
      file.size_bytes,
      file.sha256,
      file.storage_name,
      file.uploaded_by,
      file.uploaded_at,
    ],
    { name: "insert-upload" },
  );
}

/** What a save does to files: those that a record now holds, and those that none holds any more. */
export interface FileChanges {
  readonly claimed: readonly { key: string; app: string; record: string; field: number }[];
  readonly removed: readonly string[];
}

/** Marks claimed and removed files, in one statement. The octets of removed ones go later. */
export async function updateFiles(tx: Transaction, { claimed, removed }: FileChanges, now: Date): Promise<void> {
  await tx.execute(
    `with c as (
       update file f set state = 'stored', upload_key = null, app_id = v.app, record_id = v.record, field_id = v.field
       from jsonb_to_recordset($1::jsonb) as v(key text, app bigint, record bigint, field integer) where f.key = v.key
     ) update file set state = 'removed', removed_at = $3 where key = any($2) and state = 'stored'`,
    [JSON.stringify(claimed), removed, now],
    { name: "update-files" },
  );
}

/**
 * Makes those of the files that the record has let go, and that are still there, uploads of this user under new keys, so
 * that a save can attach them again. Returns the new key by the old one.
 */
export async function reviveFiles(
  tx: Transaction,
  { app, record, user, keys }: { app: string; record: string; user: number; keys: ReadonlyMap<string, string> },
): Promise<ReadonlyMap<string, string>> {
  if (keys.size === 0) return new Map();
  const rows = await tx.rows<{ key: string; upload_key: string }>(
    `update file f set state = 'uploaded', upload_key = v.upload_key, uploaded_by = $4, removed_at = null
     from jsonb_to_recordset($1::jsonb) as v(key text, upload_key text)
     where f.key = v.key and f.state = 'removed' and f.app_id = $2 and f.record_id = $3 returning f.key, f.upload_key`,
    [JSON.stringify([...keys].map(([key, upload_key]) => ({ key, upload_key }))), app, record, user],
  );
  return new Map(rows.map(({ key, upload_key }) => [key, upload_key]));
}

/** Hands an upload of this user to an app itself (icon, scripts), or finds one that the app holds already. */
export async function claimForApp(
  tx: Transaction,
  key: string,
  user: number,
  app: string,
): Promise<FileRow | undefined> {
  const [row] = await tx.rows<FileRow>(
    `update file set state = 'stored', upload_key = null, app_id = $3
     where record_id is null and ((upload_key = $1 and state = 'uploaded' and uploaded_by = $2)
       or (key = $1 and state = 'stored' and app_id = $3)) returning ${columns}`,
    [key, user, app],
  );
  return row;
}

/** Hands locked uploads, by the keys of their uploader, to a comment in a thread. */
export async function claimForThread(tx: Transaction, keys: readonly string[], comment: string): Promise<void> {
  await tx.execute(
    "update file set state = 'stored', upload_key = null, thread_comment_id = $2 where upload_key = any($1)",
    [keys, comment],
  );
}

/** The files of these comments in threads. */
export function readThreadFiles(tx: Transaction, comments: readonly string[]): Promise<FileRow[]> {
  return tx.rows<FileRow>(
    `select ${columns} from file where thread_comment_id = any($1::bigint[]) and state = 'stored' order by uploaded_at, key`,
    [comments],
  );
}

/** How much a person has uploaded that no record holds. */
export async function measureUploads(tx: Transaction, user: number): Promise<{ files: number; sizeBytes: number }> {
  const [row] = await tx.query<{ files: string; size: string }>(
    `select count(*) as files, coalesce(sum(size_bytes), 0) as size from file where state = 'uploaded' and uploaded_by = $1`,
    [user],
  );
  return { files: Number(row!.files), sizeBytes: Number(row!.size) };
}

/** Forgets uploads from before then that no record holds; returns their storage names. */
export async function deleteLapsedUploads(tx: Transaction, before: Date): Promise<string[]> {
  const rows = await tx.query<{ storage_name: string }>(
    "delete from file where state = 'uploaded' and uploaded_at < $1 returning storage_name",
    [before],
  );
  return rows.map(({ storage_name }) => storage_name);
}

/** Storage names of files that nothing has held since before then. */
export async function readRemoved(tx: Transaction, before: Date, limit: number): Promise<string[]> {
  const rows = await tx.query<{ storage_name: string }>(
    "select storage_name from file where state = 'removed' and removed_at < $1 limit $2",
    [before, limit],
  );
  return rows.map(({ storage_name }) => storage_name);
}

/** Forgets removed files; the record's history still names them. */
export async function deleteRemoved(tx: Transaction, storageNames: readonly string[]): Promise<void> {
  await tx.execute("delete from file where state = 'removed' and storage_name = any($1)", [storageNames]);
}

/** Which of these storage names belong to a file. */
export async function findKnownStorageNames(tx: Transaction, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ storage_name: string }>("select storage_name from file where storage_name = any($1)", [
    names,
  ]);
  return new Set(rows.map(({ storage_name }) => storage_name));
}
