import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright";

/** One step of a story: does its work, and keeps a picture of what the person saw then. */
export type Step = (name: string, page: Page, work: () => Promise<unknown>) => Promise<void>;

/** Pictures go to `var/screenshots/STORY/NN-name.png`; a step that fails keeps one too and is named in the error. */
export async function makeSteps(story: string): Promise<Step> {
  const folder = join("var/screenshots", story);
  await mkdir(folder, { recursive: true });
  let count = 0;
  return async (name, page, work) => {
    count += 1;
    const path = join(folder, `${String(count).padStart(2, "0")}-${name.replaceAll(/[^a-z0-9]+/gi, "-")}.png`);
    try {
      await work();
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    } catch (cause) {
      await page.screenshot({ path }).catch(() => undefined);
      const seen = await page
        .locator("body")
        .innerText({ timeout: 1_000 })
        .catch(() => "");
      throw new Error(
        `Step ${count}, ${name}, at ${page.url()}: ${String(cause)}\nOn the page: ${seen.slice(0, 600)}`,
        { cause },
      );
    }
  };
}
