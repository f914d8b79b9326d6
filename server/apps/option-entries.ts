import type { AppDefinition, FieldProperty } from "../../app-definitions/definition.ts";

/** What a deploy reads of one option. */
export interface OptionEntry {
  renamedFrom?: string;
}

/** The options of a choice, or the states of the process for STATUS, in order; none for other fields. */
export function optionEntries(field: FieldProperty, { process }: AppDefinition): [key: string, OptionEntry][] {
  if (field.type === "STATUS") return inOrder(process.states ?? {}).map(([name]) => [name, {}]);
  return inOrder((field["options"] ?? {}) as Record<string, OptionEntry & { index: string }>);
}

function inOrder<Entry extends { index: string }>(entries: Readonly<Record<string, Entry>>): [string, Entry][] {
  return Object.entries(entries).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
}
