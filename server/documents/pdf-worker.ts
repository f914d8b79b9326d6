import { parentPort } from "node:worker_threads";
import { drawPdf } from "./draw-pdf.ts";
import type { PdfDocument } from "./pdf-document.ts";

/** What a worker answers to a document: the file, or why it could not be drawn. */
export type PdfAnswer = { bytes: Uint8Array<ArrayBuffer> } | { problem: string };

parentPort?.on("message", (document: PdfDocument) => void answer(document));

async function answer(document: PdfDocument) {
  try {
    const bytes = new Uint8Array(await drawPdf(document));
    parentPort?.postMessage({ bytes } satisfies PdfAnswer, [bytes.buffer]);
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ problem } satisfies PdfAnswer);
  }
}
