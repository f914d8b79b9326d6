import { send } from "../../api.ts";
import { queryClient } from "../../query.ts";
import type { App, Preview } from "../../wire.ts";
import { toRequest } from "./write-value.ts";

const waitMs = 300;
const freeText: ReadonlySet<string> = new Set([
  "SINGLE_LINE_TEXT",
  "MULTI_LINE_TEXT",
  "RICH_TEXT",
  "LINK",
  "FILE",
  "SUBTABLE",
]);

/** True for types whose value changes with every key, so that tabs are asked for only on leaving the field. */
export function isFreeText(type: string): boolean {
  return freeText.has(type);
}

/**
 * Asks the server which tabs and fields a record would have with the changes, a moment after the last of them.
 *
 * @returns stops asking
 */
export function askPreview(
  app: App,
  id: string | null,
  edits: ReadonlyMap<string, unknown>,
  tell: (preview: Preview) => void,
): () => void {
  if (app.tabs.length === 0) return () => undefined;
  const timer = setTimeout(() => {
    const values = toRequest(app, edits);
    // Without an answer the form stays as it is; saving checks everything anyway.
    send<Preview>("POST", "/portal/v1/record/preview.json", { app: app.id, id, values }).then(tell, () => undefined);
  }, waitMs);
  return () => clearTimeout(timer);
}

/** Marks what was said about a record as read, because it is on the screen now. */
export function markSeen(app: string, record: string) {
  send("POST", "/portal/v1/notifications/read.json", { app, record })
    .then(() => queryClient.invalidateQueries({ queryKey: ["session"] }))
    .catch(() => undefined); // reading is not worth an error; the bell stays as it is
}
