import type { Page, Request } from "playwright";
import { expect } from "vitest";

const underWay = new WeakMap<Page, Set<Request>>();

/** Lets `atRest` wait for the answers to what the page asks from now on. Live updates are asked for without end. */
export function watchRequests(page: Page): void {
  const requests = new Set<Request>();
  underWay.set(page, requests);
  page.on("request", (request) => {
    if (!new URL(request.url()).pathname.startsWith("/live")) requests.add(request);
  });
  page.on("requestfinished", (request) => requests.delete(request));
  page.on("requestfailed", (request) => requests.delete(request));
}

/** Resolves when the page has drawn what it fetched, in its own font, and nothing on it moves or is about to change. */
export async function atRest(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      const before = waitsOf(page);
      return [...before, ...(await page.evaluate(unrestIn)), ...waitsOf(page)];
    })
    .toEqual([]);
}

const waitsOf = (page: Page) => [...(underWay.get(page) ?? [])].map((request) => request.url());

/** Runs in the page: what of it is still to change, after the frame in which it would have begun to. */
async function unrestIn(): Promise<string[]> {
  // A window that is not painted has no frames.
  const frame = () => new Promise((resolve) => (requestAnimationFrame(resolve), setTimeout(resolve, 500)));
  await frame();
  await frame();
  await document.fonts.ready;
  // Colours are judged at rest: a dialog that still fades in has none of its own yet.
  const moving = document
    .getAnimations()
    .filter(({ effect, playState }) => playState !== "finished" && effect?.getComputedTiming().endTime !== Infinity);
  const waiting = document.querySelectorAll("[aria-busy=true], .skeleton, .is-stale");
  return [
    ...moving.map((animation) => `moving: ${animation.playState}`),
    ...[...waiting].map(({ outerHTML }) => `waiting: ${outerHTML.slice(0, 80)}`),
  ];
}
