import type { FieldProperty } from "../definition.ts";

/** Settings of a field with options, as its looks read them. */
export interface OptionSettings extends FieldProperty {
  options: Record<string, { label: string; index: string }>;
  align?: string;
}

/** The options in the order that was set. */
export function inOrder(options: OptionSettings["options"]): { label: string; index: string }[] {
  return Object.values(options).sort((a, b) => Number(a.index) - Number(b.index));
}
