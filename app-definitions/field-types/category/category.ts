import { defineFieldType } from "../../field-type.ts";

/** A category as the definition has it: a name that is unique in the app, and what lies below it. */
export interface Category {
  name: string;
  /** The name that it had in an earlier revision, so that its records follow it. */
  renamedFrom?: string;
  children?: Category[];
}

/** Where the record is filed in the app's tree of categories. Programs read it; people file records in the portal. */
export const category = defineFieldType<unknown, readonly string[]>({
  type: "CATEGORY",
  settings: { type: "object" },
  settingDefaults: {},
  column: "options",
  isBuiltIn: true,
  operators: ["in", "not in"],
  isSortable: false,
  isWritable: false,
  isAllowedInTable: false,
  mayBeUnique: false,
  wireSchema: () => ({ type: ["array", "null"], maxItems: 100, items: { type: "string", maxLength: 128 } }),
  fromWire: (wire) => {
    const names = [...new Set(wire as readonly string[] | null)];
    return names.length === 0 ? null : names;
  },
  toWire: (value) => value ?? [],
  check: () => [],
  initial: () => null,
  text: (value) => (value ?? []).join(", "),
});

/** Every category with how deep it lies, from 0; each before those below it, as a reader goes through the tree. */
export function flatCategories(tree: readonly Category[], depth = 0): { category: Category; depth: number }[] {
  return tree.flatMap((one) => [{ category: one, depth }, ...flatCategories(one.children ?? [], depth + 1)]);
}
