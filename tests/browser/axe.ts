import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright";

/** What axe finds wrong on the page as it stands, one line for each place; empty when nothing is. */
export async function violationsOn(page: Page): Promise<string[]> {
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

/** How wide the content is beside the window; at most 0 when nothing scrolls sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.scrollingElement!.scrollWidth - document.documentElement.clientWidth);
}
