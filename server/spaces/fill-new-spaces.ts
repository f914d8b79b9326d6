import type { Transaction } from "../database.ts";
import { appendEvents } from "../events/append-event.ts";
import { sanitizeRichText } from "../records/writing/sanitize-rich-text.ts";
import { insertAnnouncement, insertThread, isSpaceInUse, readSpaces } from "./store.ts";

/**
 * Gives each space that was never used the announcements and threads of its definition, once. Later changes of the
 * definition leave what people see alone.
 */
export async function fillNewSpaces(tx: Transaction, now: Date): Promise<void> {
  for (const { id: space, definition } of await readSpaces(tx)) {
    if (await isSpaceInUse(tx, space)) continue;
    for (const { name, body = "" } of definition.threads ?? []) {
      await insertThread(tx, { space, name, body: sanitizeRichText(body), by: null }, now);
    }
    const published: string[] = [];
    // The board shows the latest first; the definition's first one belongs on top.
    for (const { title, body, isImportant = false } of [...(definition.announcements ?? [])].reverse()) {
      const announcement = { space, title, body: sanitizeRichText(body), isImportant, by: null };
      published.push(await insertAnnouncement(tx, announcement, now));
    }
    const events = published.map((announcement) => ({
      ...{ type: "announcement/published" as const, by: null },
      detail: { announcement, space },
    }));
    await appendEvents({ tx, now }, events);
  }
}
