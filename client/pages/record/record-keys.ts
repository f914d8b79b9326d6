import { isIme, isTyping } from "../../is-ime.ts";
import { hasShortcuts } from "../../session.ts";

export type RecordKey = "save" | "cancel" | "edit" | "next" | "previous" | "list";

const letters: Readonly<Record<string, RecordKey>> = { e: "edit", j: "next", k: "previous", g: "list" };

/** What a key asks for on the record page, in kintone's keys; undefined when it belongs to somebody else. */
export function recordKey(event: KeyboardEvent, isEditing: boolean): RecordKey | undefined {
  if (isIme(event) || event.defaultPrevented || document.querySelector("dialog[open]")) return undefined;
  const hasModifier = event.ctrlKey || event.metaKey;
  if (event.key.toLowerCase() === "s" && hasModifier) return "save";
  if (isTyping(event) || hasModifier || event.altKey) return undefined;
  if (isEditing) return event.key === "Escape" ? "cancel" : undefined;
  return hasShortcuts() ? letters[event.key] : undefined;
}
