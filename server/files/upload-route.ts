import { rm } from "node:fs/promises";
import { Failure } from "../errors.ts";
import type { RawCall, RawRoute } from "../http/raw-route.ts";
import { uuidOf } from "./file-keys.ts";
import { pathOf, receiveUpload } from "./receive-upload.ts";
import { insertUpload, measureUploads } from "./store.ts";

/** What one person may have uploaded without a record that holds it, in files and in files of the largest size. */
const mostWaitingFiles = 500;
const mostWaitingSizes = 4;

/** Takes a file for a later save: kintone's upload. The body is a stream, so that large files need little memory. */
export const uploadRoute: RawRoute = { method: "POST", path: "/k/v1/file.json", tokenInBody: true, handle: upload };

/**
 * Stores the part `file` and returns a random key that only its uploader can use, once, within three days; it opens
 * nothing.
 *
 * @throws Failure request/too-many when too much of the same person waits already, and what `receiveUpload` throws
 */
async function upload({
  request,
  viewer,
  now,
  platform,
  checkToken,
  inTransaction,
}: RawCall): Promise<{ fileKey: string }> {
  const { filesFolder: folder, config, random } = platform;
  const waiting = await inTransaction(({ tx }) => measureUploads(tx, viewer.userId), { readOnly: true });
  if (waiting.files >= mostWaitingFiles || waiting.sizeBytes >= mostWaitingSizes * config.maxFileBytes) {
    throw new Failure("request/too-many", {}, { file: [{ message: "file/too-many-waiting" }] });
  }
  const file = await receiveUpload(request, { folder, maxBytes: config.maxFileBytes, random });
  const fileKey = uuidOf(random(16));
  try {
    checkToken(file.requestToken);
    await inTransaction(({ tx }) =>
      insertUpload(tx, {
        key: fileKey,
        name: file.name,
        content_type: file.contentType,
        size_bytes: file.sizeBytes,
        sha256: file.sha256,
        storage_name: file.storageName,
        uploaded_by: viewer.userId,
        uploaded_at: now,
      }),
    );
  } catch (error) {
    await rm(pathOf(folder, file.storageName), { force: true });
    throw error;
  }
  return { fileKey };
}
