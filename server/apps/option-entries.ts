import type { AppDefinition, FieldProperty } from "../../app-definitions/definition.ts";
import { flatCategories } from "../../app-definitions/field-types/category/category.ts";

/** What a deploy reads of one option. */
export interface OptionEntry {
  renamedFrom?: string;
}

/** The options of a choice, the states of the process or the categories of the app, in order; none for other fields. */
export function optionEntries(
  field: FieldProperty,
  { process, categories }: Pick<AppDefinition, "process" | "categories">,
): [key: string, OptionEntry][] {
  if (field.type === "STATUS") return inOrder(process.states ?? {}).map(([name]) => [name, {}]);
  if (field.type === "CATEGORY")
    return flatCategories(categories?.tree ?? []).map(({ category }) => [category.name, category]);
  return inOrder((field["options"] ?? {}) as Record<string, OptionEntry & { index: string }>);
}

function inOrder<Entry extends { index: string }>(entries: Readonly<Record<string, Entry>>): [string, Entry][] {
  return Object.entries(entries).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
}
