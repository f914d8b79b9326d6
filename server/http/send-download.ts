import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Download, LateDownload } from "./endpoint.ts";

/** Whether an endpoint's answer is a file. */
export function isDownload(answer: unknown): answer is Download {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "download";
}

/** Whether an endpoint's answer is a file that is still to be made. */
export function isLateDownload(answer: unknown): answer is LateDownload {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "late-download";
}

/**
 * Sends a file so that it can never act in our name: sandboxed, without any source, never sniffed.
 *
 * A PDF shown inline goes without `sandbox`: Chromium's viewer starts all the same (measured, 156), but Safari reports
 * leave the page blank (adobe/aem-core-wcm-components issue 2839). A viewer gives the document no hold on our origin.
 */
export async function sendDownload(response: ServerResponse, download: Download): Promise<void> {
  response.setHeader("Content-Type", download.contentType);
  response.setHeader("Content-Disposition", contentDisposition(download.disposition, download.name));
  response.setHeader("Content-Security-Policy", downloadPolicy(download));
  if (download.disposition === "inline") response.setHeader("X-Frame-Options", "SAMEORIGIN");
  const body = download.body;
  const sizeBytes = body instanceof Uint8Array ? body.length : download.sizeBytes;
  if (sizeBytes !== undefined) response.setHeader("Content-Length", sizeBytes);
  if (body instanceof Uint8Array) {
    response.end(body);
    return;
  }
  try {
    await pipeline(Readable.from(body), response);
  } catch (error) {
    // The reader went away, or the file broke off: the answer has begun, so all that is left is to cut it.
    response.destroy(error instanceof Error ? error : undefined);
  }
}

function downloadPolicy({ disposition, contentType }: Download): string {
  const ancestors = disposition === "inline" ? "frame-ancestors 'self'" : "frame-ancestors 'none'";
  const isShownPdf = disposition === "inline" && contentType === "application/pdf";
  return `${isShownPdf ? "" : "sandbox; "}default-src 'none'; ${ancestors}`;
}

/**
 * The header that names a file: an ASCII name for old readers, the true one in UTF-8.
 *
 * @param name - any text; control characters and what could end the header are replaced, more than 200 characters cut
 * @see RFC 6266 section 4 and appendix D; RFC 8187 section 3.2
 */
export function contentDisposition(disposition: "attachment" | "inline", name: string): string {
  const clean = shorten(name.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069/\\]/gu, "_")) || "file";
  const ascii = clean.replace(/[^\x20-\x7e]/g, "_").replace(/["%]/g, "_");
  const utf8 = encodeURIComponent(clean).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}

/** Cuts in the middle of a long name, so that the extension stays. */
function shorten(name: string): string {
  const characters = [...name];
  return characters.length <= 200 ? name : [...characters.slice(0, 180), ...characters.slice(-20)].join("");
}
