import { Buffer } from "node:buffer";
import { afterEach, expect, test } from "vitest";
import { consentCertificate } from "../../server/documents/consent-certificate.ts";
import { drawPdf } from "../../server/documents/draw-pdf.ts";
import type { PdfDocument } from "../../server/documents/pdf-document.ts";
import { closePdfWorkers, openPdfPool, renderPdf, type PdfPool } from "../../server/documents/render-pdf.ts";
import { certificateSample } from "./samples.ts";

const script = new URL("./workers/obedient-worker.mjs", import.meta.url);
let pool: PdfPool | undefined;

afterEach(async () => {
  await pool?.close();
  await closePdfWorkers();
});

function order(title: string): PdfDocument {
  return { title, language: "ja-JP", author: "", createdAt: new Date(0), footer: "", blocks: [] };
}

test("the worker draws what the drawer draws, and leaves the event loop free", async () => {
  const document = consentCertificate(certificateSample);
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 5);
  const first = performance.now();
  const bytes = await renderPdf(document);
  const second = performance.now();
  await renderPdf(document);
  clearInterval(ticking);
  console.log(`cold ${Math.round(second - first)} ms, warm ${Math.round(performance.now() - second)} ms`);
  expect(Buffer.compare(bytes, await drawPdf(document))).toBe(0);
  expect(turns).toBeGreaterThan(3);
});

test("it opens again after it was closed", async () => {
  await renderPdf(order("a"));
  await closePdfWorkers();
  expect((await renderPdf(order("a"))).length).toBeGreaterThan(1000);
});

test.each([
  ["crash", "crashed"],
  ["exit", "ended with 3"],
  ["hang", "too long"],
])("after a %s the document is refused and the next one gets a new worker", async (title, reason) => {
  const settings = { script, timeoutMs: 60_000 };
  pool = openPdfPool(settings);
  const [before] = await pool.render(order("draw"));
  if (title === "hang") settings.timeoutMs = 300;
  const ill = pool.render(order(title));
  // The next one's worker has to start first, which takes its time on a busy machine.
  settings.timeoutMs = 60_000;
  const waiting = pool.render(order("draw"));
  await expect(ill).rejects.toThrow(reason);
  const [after] = await waiting;
  expect(after).not.toBe(before);
});

test("a document that cannot be drawn costs no worker", async () => {
  pool = openPdfPool({ script });
  const [before] = await pool.render(order("draw"));
  await expect(pool.render(order("problem"))).rejects.toThrow("no such font");
  expect((await pool.render(order("draw")))[0]).toBe(before);
});

test("a document that is not plain data is refused and blocks nobody", async () => {
  pool = openPdfPool({ script });
  const odd = { ...order("draw"), title: (() => "draw") as unknown as string };
  const outcomes = await Promise.allSettled([pool.render(order("slow")), pool.render(odd), pool.render(order("draw"))]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("the queue is bounded, and free again when it has drained", async () => {
  pool = openPdfPool({ script, queueLimit: 3 });
  const taken = ["slow", "draw", "draw"].map((title) => pool!.render(order(title)));
  await expect(pool.render(order("draw"))).rejects.toMatchObject({ kind: "server/busy" });
  await Promise.all(taken);
  await expect(pool.render(order("draw"))).resolves.toHaveLength(1);
});

test("persons are served in turn, and wait for five documents at most", async () => {
  pool = openPdfPool({ script });
  const done: number[] = [];
  const ask = (owner: number, title = "draw") =>
    pool!.render(order(title), owner).then((drawn) => {
      done.push(owner);
      return drawn;
    });
  const asked = [ask(1, "slow"), ask(1), ask(1), ask(1), ask(1)];
  await expect(ask(1)).rejects.toMatchObject({ kind: "server/busy" });
  await Promise.all([...asked, ask(2), ask(2), ask(3)]);
  expect(done).toEqual([1, 2, 1, 2, 1, 3, 1, 1]);
});

test("two workers share the queue", async () => {
  pool = openPdfPool({ script, workers: 2 });
  const threads = await Promise.all(["slow", "slow", "slow", "slow"].map((title) => pool!.render(order(title))));
  expect(new Set(threads.map(([thread]) => thread)).size).toBe(2);
});

test("closing refuses what is under way and what comes later", async () => {
  pool = openPdfPool({ script });
  const outcomes = Promise.allSettled([pool.render(order("slow")), pool.render(order("draw"))]);
  await pool.close();
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(pool.render(order("draw"))).rejects.toMatchObject({ kind: "server/busy" });
});
