import { Worker } from "node:worker_threads";
import { Failure } from "../errors.ts";
import type { PdfDocument } from "./pdf-document.ts";
import type { PdfAnswer } from "./pdf-worker.ts";

/** Documents waiting or being drawn, in one server process. */
const queueLimit = 50;
/** The same of one person: whoever asks for more is busy himself. */
const mostOfOne = 5;
/** Far beyond what a document takes (0.2 s): a busy machine may need seconds only to start the worker. */
const timeoutMs = 60_000;

interface Job {
  document: PdfDocument;
  owner: number | undefined;
  resolve: (bytes: Uint8Array) => void;
  reject: (error: Error) => void;
}

/** Draws documents in worker threads, so that a long one delays no request. */
export interface PdfPool {
  /** @param owner - id of the person who asks; persons are served in turn, and wait for five documents at most */
  render(document: PdfDocument, owner?: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface PoolSettings {
  /** The worker's first file; it must be JavaScript. */
  script?: URL;
  workers?: number;
  queueLimit?: number;
  /** From handing a document to a worker until its answer, the start of the worker (about 300 ms) included. */
  timeoutMs?: number;
}

/**
 * Opens a pool. Workers start with the first document and stay; one that crashes or overruns its time is ended, its
 * document is rejected, and the next document gets a new worker. Idle workers do not keep the process alive.
 *
 * `render` rejects with the Failure `server/busy` when the queue or the person's part of it is full or the pool closed, and with a plain Error, our
 * bug, when the document could not be drawn in time or at all.
 */
export function openPdfPool(settings: PoolSettings = {}): PdfPool {
  const script = settings.script ?? new URL("./pdf-worker.mjs", import.meta.url);
  const limit = settings.queueLimit ?? queueLimit;
  const waiting: Job[] = [];
  const seats: Seat[] = Array.from({ length: settings.workers ?? 1 }, () => ({}));
  let isClosed = false;
  let served: number | undefined;

  function handOut() {
    for (const seat of seats) {
      if (seat.job) continue;
      const job = nextJob();
      if (!job) return;
      start(seat, job);
    }
  }

  /** The oldest job of somebody who was not served just now, else the oldest. */
  function nextJob(): Job | undefined {
    const place = waiting.findIndex(({ owner }) => owner === undefined || owner !== served);
    const [job] = waiting.splice(Math.max(place, 0), 1);
    served = job?.owner;
    return job;
  }

  function start(seat: Seat, job: Job) {
    seat.job = job;
    seat.worker ??= hire(seat);
    seat.worker.ref();
    seat.timer = setTimeout(
      () => dismiss(seat, seat.worker, new Error("a PDF took too long to draw")),
      settings.timeoutMs ?? timeoutMs,
    );
    try {
      seat.worker.postMessage(job.document);
    } catch (error) {
      leave(seat)?.reject(new Error("a PDF document must be plain data", { cause: error }));
      handOut();
    }
  }

  function hire(seat: Seat): Worker {
    const worker = new Worker(script, { execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 512 } });
    worker.on("message", (answer: PdfAnswer) => {
      if (seat.worker !== worker) return;
      worker.unref();
      const job = leave(seat);
      if ("bytes" in answer) job?.resolve(answer.bytes);
      else job?.reject(new Error(`a PDF could not be drawn: ${answer.problem}`));
      handOut();
    });
    worker.on("error", (error) => dismiss(seat, worker, new Error("the PDF worker crashed", { cause: error })));
    worker.on("exit", (code) => dismiss(seat, worker, new Error(`the PDF worker ended with ${code}`)));
    return worker;
  }

  /** Does nothing for a worker that has been dismissed before: one crash reports both an error and an exit. */
  function dismiss(seat: Seat, worker: Worker | undefined, reason: Error) {
    if (!worker || seat.worker !== worker) return;
    delete seat.worker;
    void worker.terminate();
    leave(seat)?.reject(reason);
    handOut();
  }

  return {
    render: (document, owner) =>
      new Promise((resolve, reject) => {
        const underWay = [...waiting, ...seats.flatMap(({ job }) => job ?? [])];
        const own = owner === undefined ? 0 : underWay.filter((job) => job.owner === owner).length;
        if (isClosed || underWay.length >= limit || own >= mostOfOne) return reject(new Failure("server/busy"));
        waiting.push({ document, owner, resolve, reject });
        handOut();
      }),

    async close() {
      isClosed = true;
      const reason = new Failure("server/busy");
      for (const job of waiting.splice(0)) job.reject(reason);
      const workers = seats.flatMap(({ worker }) => worker ?? []);
      for (const seat of seats) dismiss(seat, seat.worker, reason);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

interface Seat {
  worker?: Worker;
  job?: Job;
  timer?: NodeJS.Timeout;
}

/** Frees the seat and gives the job that sat on it. */
function leave(seat: Seat): Job | undefined {
  const { job, timer } = seat;
  clearTimeout(timer);
  delete seat.job;
  delete seat.timer;
  return job;
}

let pool: PdfPool | undefined;

/**
 * The document as a PDF file, drawn off the request thread.
 *
 * @param owner - id of the person who asks
 * @throws Failure `server/busy` when 50 are under way, or 5 of the same person's; a plain Error after a minute or a crash
 */
export function renderPdf(document: PdfDocument, owner?: number): Promise<Uint8Array> {
  pool ??= openPdfPool();
  return pool.render(document, owner);
}

/** Ends the workers, for an orderly shutdown; a later `renderPdf` starts afresh. Rejects what is under way. */
export async function closePdfWorkers(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.close();
}
