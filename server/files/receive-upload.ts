import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { dirname, join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import { fileTypeFromFile } from "file-type";
import { Failure } from "../errors.ts";
import { cleanFileName, fileKindOf } from "./file-kinds.ts";

/** A file that lies whole and flushed in the store, known to nobody yet. */
export interface ReceivedFile {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Random; the name that people see never reaches the disk. */
  readonly storageName: string;
  /** The field `__REQUEST_TOKEN__`, which kintone's client adds in a browser after the file. */
  readonly requestToken?: string;
}

export interface StoreOptions {
  readonly folder: string;
  readonly maxBytes: number;
  readonly random: (octets: number) => Uint8Array;
}

/** Room for the frame of a multipart body around the file. */
const frameBytes = 16_384;

/** Where a stored file lies. */
export function pathOf(folder: string, storageName: string): string {
  return join(folder, storageName.slice(0, 2), storageName);
}

/** Where files lie while they arrive. */
export function incomingFolder(folder: string): string {
  return join(folder, "incoming");
}

/**
 * Streams the part `file` of a multipart request to disk, whatever its size in little memory. A body that breaks off, is
 * too large or is not what its name promises leaves nothing behind.
 *
 * @throws Failure input/too-large, request/illegal (no multipart), input/invalid (no part `file`, wrong contents)
 */
export async function receiveUpload(request: IncomingMessage, options: StoreOptions): Promise<ReceivedFile> {
  const { folder, maxBytes, random } = options;
  if (Number(request.headers["content-length"] ?? 0) > maxBytes + frameBytes) {
    throw new Failure("input/too-large", { maxBytes });
  }
  const storageName = Buffer.from(random(16)).toString("hex");
  const incoming = join(incomingFolder(folder), storageName);
  await mkdir(dirname(incoming), { recursive: true, mode: 0o700 });
  try {
    const { name, sizeBytes, sha256, requestToken } = await writePart(request, incoming, maxBytes);
    const found = await fileTypeFromFile(incoming).catch(() => undefined);
    const kind = fileKindOf(name, found?.mime);
    if (kind.kind === "refused") {
      const problem = { message: "file/type-differs", params: { extension: kind.extension } };
      throw new Failure("input/invalid", {}, { file: [problem] });
    }
    const path = pathOf(folder, storageName);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(incoming, path);
    return {
      name,
      contentType: kind.contentType,
      sizeBytes,
      sha256,
      storageName,
      ...(requestToken && { requestToken }),
    };
  } finally {
    await rm(incoming, { force: true });
  }
}

interface Part {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly requestToken?: string | undefined;
}

async function writePart(request: IncomingMessage, path: string, maxBytes: number): Promise<Part> {
  const parser = openParser(request, maxBytes);
  let part: Promise<Part> | undefined;
  let requestToken: string | undefined;
  parser.on("field", (name, value) => {
    if (name === "__REQUEST_TOKEN__") requestToken = value;
  });
  parser.on("file", (field, stream, { filename }) => {
    if (field !== "file" || part) {
      stream.resume();
      return;
    }
    part = writeFile(stream, path, filename, maxBytes);
    // Its failure is told by the parser or below; until then it must not count as unheard.
    part.catch((error: unknown) => parser.destroy(error instanceof Error ? error : new Error("write failed")));
  });
  try {
    await feed(request, parser);
  } catch (error) {
    const reason = part
      ? await part.then(
          () => error,
          (cause: unknown) => cause,
        )
      : error; // what really went wrong
    // A disk that is full is our fault; a sender who goes away, or whose form has no end, is not.
    if (reason instanceof Failure || isOfDisk(reason)) throw reason;
    throw new Failure("request/illegal");
  }
  if (!part) throw new Failure("input/invalid", {}, { file: [{ message: "file/missing" }] });
  return { ...(await part), requestToken };
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** Unlike a pipeline, it leaves the connection open when the parser gives up, so that the refusal can be read. */
function feed(request: IncomingMessage, parser: busboy.Busboy): Promise<void> {
  return new Promise((resolve, reject) => {
    // Gone before anybody listened: no event would ever come.
    if (request.destroyed) return reject(new Error("The upload broke off."));
    parser.once("close", resolve);
    parser.once("error", (error) => {
      request.unpipe(parser);
      request.resume();
      reject(error);
    });
    request.once("close", () => {
      if (!request.complete) parser.destroy(new Error("The upload broke off."));
    });
    request.pipe(parser);
  });
}

function openParser(request: IncomingMessage, maxBytes: number): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      // kintone's clients send the name as raw UTF-8 (kintone.md section 2.4).
      defParamCharset: "utf8",
      limits: { files: 1, fields: 4, parts: 5, fieldSize: 1_024, headerPairs: 20, fileSize: maxBytes + 1 },
    });
  } catch {
    throw new Failure("request/illegal");
  }
}

async function writeFile(
  stream: Readable,
  path: string,
  filename: string | undefined,
  maxBytes: number,
): Promise<Part> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      done(sizeBytes > maxBytes ? new Failure("input/too-large", { maxBytes }) : null, chunk);
    },
  });
  await pipeline(stream, measure, createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }));
  return { name: cleanFileName(filename ?? ""), sizeBytes, sha256: hash.digest("hex") };
}
