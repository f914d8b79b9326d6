import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright";
import { atRest } from "./at-rest.ts";

/** Pauses between looks, in milliseconds; together longer than any passing state of a page lasts. */
const pausesMs = [100, 300, 1_000, 3_000];

/**
 * What axe finds wrong on the page at rest, one line for each place; empty when nothing is.
 *
 * What is wrong stays wrong: findings count only when the last of several looks still has them, so that an answer that
 * arrives while axe reads the page is no finding. A page without findings is looked at once.
 */
export async function violationsOn(page: Page): Promise<string[]> {
  let found = await lookAt(page);
  for (const pauseMs of pausesMs) {
    if (found.length === 0) break;
    await page.waitForTimeout(pauseMs);
    found = await lookAt(page);
  }
  return found;
}

/** What axe finds at one look; for pages that stand still. */
export async function lookAt(page: Page): Promise<string[]> {
  await atRest(page);
  // As an expression from outside the page: its content security policy refuses added scripts, and is to stay in force.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(`${axe.source}; undefined`);
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary?.split("\n")[1]?.trim() ?? ""}`,
    ),
  );
}

/** How wide the content of the page at rest is beside the window; at most 0 when nothing scrolls sideways. */
export async function overflowOf(page: Page): Promise<number> {
  await atRest(page);
  return page.evaluate(() => document.scrollingElement!.scrollWidth - document.documentElement.clientWidth);
}
