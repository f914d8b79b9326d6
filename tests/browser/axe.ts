import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright";

/** What axe finds wrong on the page as it stands, one line for each place; empty when nothing is. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(endAnimations);
  // As an expression from outside the page: its content security policy refuses added scripts, and is to stay in force.
  await page.evaluate(`${axe.source}; undefined`);
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary?.split("\n")[1]?.trim() ?? ""}`,
    ),
  );
}

/** Colours are judged at rest: a dialog that still fades in has none of its own yet. */
async function endAnimations(): Promise<void> {
  // The layout is made first, as an animation begins with it and not with the change that asks for it.
  document.body.getBoundingClientRect();
  const running = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(running.map((animation) => animation.finished));
}

/** How wide the content is beside the window; at most 0 when nothing scrolls sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.scrollingElement!.scrollWidth - document.documentElement.clientWidth);
}
