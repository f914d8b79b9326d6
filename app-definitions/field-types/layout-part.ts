import { defineFieldType, type JsonSchema } from "../field-type.ts";

/** A field type that only stands on the form: it stores nothing, asks nothing and has no value. */
export function layoutPart<Settings>(
  type: string,
  settings: JsonSchema,
  settingDefaults: Readonly<Record<string, unknown>> = {},
) {
  return defineFieldType<Settings, never>({
    type,
    settings,
    settingDefaults,
    column: null,
    operators: [],
    isSortable: false,
    isWritable: false,
    isAllowedInTable: false,
    mayBeUnique: false,
    wireSchema: () => ({ not: {} }),
    fromWire: () => null,
    toWire: () => null,
    check: () => [],
    initial: () => null,
    text: () => "",
  });
}
