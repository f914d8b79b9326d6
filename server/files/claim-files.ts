import type { FileValue } from "../../app-definitions/field-type.ts";
import type { Transaction } from "../database.ts";
import { Failure } from "../errors.ts";
import type { Viewer } from "../identity/viewer.ts";
import { lockUploads, updateFiles, type FileChanges } from "./store.ts";

/** The uploads that a save may claim, by the key that their uploader got; a record will hold each under another. */
export type Uploads = ReadonlyMap<string, FileValue>;

/**
 * The uploads of `viewer` among `keys`; they stay locked until the save is done. Keys of files that a record holds
 * already are not uploads and are missing here, and so are uploads of others.
 */
export async function findUploads(tx: Transaction, viewer: Viewer, keys: readonly string[]): Promise<Uploads> {
  if (keys.length === 0) return new Map();
  const rows = await lockUploads(tx, [...new Set(keys)], viewer.userId);
  return new Map(
    rows.map(({ key, upload_key, name, content_type, size_bytes }) => [
      upload_key!,
      { fileKey: key, name, contentType: content_type, size: size_bytes },
    ]),
  );
}

/**
 * The files that a field holds after a save: keys of stored files keep them, keys of uploads add them, the rest is
 * removed. Order as sent.
 *
 * @throws Failure file/not-found for a key that is neither
 */
export function chooseFiles(
  sent: readonly { fileKey: string }[],
  stored: readonly FileValue[],
  uploads: Uploads,
): readonly FileValue[] {
  const kept = new Map(stored.map((file) => [file.fileKey, file]));
  return [...new Set(sent.map(({ fileKey }) => fileKey))].map((key) => {
    const file = kept.get(key) ?? uploads.get(key);
    if (!file) throw new Failure("file/not-found", { key });
    return file;
  });
}

/**
 * An upload goes to one place: a file that two fields held would be gone from both as soon as one lets it go.
 *
 * @throws Failure file/not-found, as for a key that is spent
 */
export function requireOnce(claimed: readonly { key: string }[], uploads: Uploads): void {
  const seen = new Set<string>();
  for (const { key } of claimed) {
    if (!seen.has(key)) seen.add(key);
    else {
      const [sent = key] = [...uploads].find(([, { fileKey }]) => fileKey === key) ?? [];
      throw new Failure("file/not-found", { key: sent });
    }
  }
}

/** Hands the claimed uploads to their records and lets go of files that were taken out, in the save's transaction. */
export async function claimFiles(tx: Transaction, changes: FileChanges, now: Date): Promise<void> {
  if (changes.claimed.length + changes.removed.length > 0) await updateFiles(tx, changes, now);
}
