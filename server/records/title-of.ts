import type { DeployedApp } from "../apps/deployed-app.ts";

/** Titles stand in lists, notifications and mails; longer ones are cut. */
const longestTitle = 100;

/** Code of the field that names a record: as the settings say, else the first text or record number of the layout. */
export function titleField(app: DeployedApp): string | null {
  const { titleField: setting } = app.definition.settings;
  if (setting?.selectionMode === "MANUAL" && setting.code && app.fields.has(setting.code)) return setting.code;
  const first = [...app.fields.values()].find(({ property, table }) => property.type === "SINGLE_LINE_TEXT" && !table);
  return first?.code ?? null;
}

/**
 * What a record is called.
 *
 * @param value - the values that the reader of the title may see; others give null
 */
export function titleOf(app: DeployedApp, id: string, value: (code: string) => unknown): string {
  const field = app.fields.get(titleField(app) ?? "");
  const text = field?.fieldType.text(value(field.code) as never, field.property as never).trim() ?? "";
  const title = text === "" ? `#${id}` : text;
  return title.length > longestTitle ? `${title.slice(0, longestTitle - 1)}…` : title;
}
