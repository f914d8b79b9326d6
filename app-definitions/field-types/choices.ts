import type { FieldProblem } from "../field-type.ts";

export interface ChoiceSettings {
  options: Readonly<Record<string, { label: string; index: string; renamedFrom?: string }>>;
}

/** Whether the options name it; a name such as `constructor` is nobody's. */
export function isOption(name: string, { options }: ChoiceSettings): boolean {
  return Object.hasOwn(options, name);
}

/** kintone's complaint about a name that is none of the options. */
export function notOption(option: string, at?: string): FieldProblem {
  return { message: "not-option", params: { option }, ...(at !== undefined && { at }) };
}

/** What a reader sees for an option: its label, or the name itself once the option is gone. */
export function optionLabel(name: string, { options }: ChoiceSettings): string {
  return isOption(name, { options }) ? options[name]!.label : name;
}

/** Names of the options in the order of the form. */
export function optionsInOrder({ options }: ChoiceSettings): string[] {
  return Object.keys(options).sort((a, b) => Number(options[a]!.index) - Number(options[b]!.index));
}
