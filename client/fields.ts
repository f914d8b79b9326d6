import { nothing } from "lit";
import type { ViewContext } from "../app-definitions/field-widget.ts";
import { lookupOf } from "../app-definitions/field-types/source-settings.ts";
import { widgets } from "../app-definitions/field-types/widgets.ts";
import { locale } from "./messages/text.ts";
import type { App, RecordCells, ShownField } from "./wire.ts";

const userTypes: ReadonlySet<string> = new Set(["USER_SELECT", "CREATOR", "MODIFIER", "STATUS_ASSIGNEE"]);
const grouped: ReadonlySet<string> = new Set([
  "RADIO_BUTTON",
  "CHECK_BOX",
  "MULTI_SELECT",
  "SUBTABLE",
  "FILE",
  "CONSENT",
  "REFERENCE_TABLE",
  "USER_SELECT",
  "ORGANIZATION_SELECT",
  "GROUP_SELECT",
  "RICH_TEXT",
]);
const readOnly: ReadonlySet<string> = new Set([
  "RECORD_NUMBER",
  "CREATOR",
  "MODIFIER",
  "CREATED_TIME",
  "UPDATED_TIME",
  "STATUS",
  "STATUS_ASSIGNEE",
  "CATEGORY",
  "CALC",
  "REFERENCE_TABLE",
]);

/** Translates texts of a definition (labels, options, names) into the page's language; without a translation they stay. */
export function translator(app: Pick<App, "translations">): (text: string) => string {
  const texts = locale() === "en" ? app.translations?.en : undefined;
  return (text) => texts?.[text] ?? text;
}

/** The field under a code; a code the viewer may not see has none. */
export function fieldOf(app: App, code: string): ShownField | undefined {
  const { properties } = app.fields;
  return properties[code] ?? Object.values(properties).find((field) => field.fields?.[code])?.fields?.[code];
}

/** A field's name in the page's language. */
export function labelOf(app: App, code: string): string {
  return translator(app)(fieldOf(app, code)?.label ?? "");
}

/** True when the control is several controls or none, so that a legend names it instead of a label. */
export function isGrouped(type: string): boolean {
  return grouped.has(type);
}

/** True when only the server sets fields of this type. */
export function isReadOnly(type: string): boolean {
  return readOnly.has(type);
}

/** True when the platform notes the value itself: numbers, people and times of a record, where it stands. */
export function isNoted(type: string): boolean {
  return readOnly.has(type) && type !== "CALC" && type !== "REFERENCE_TABLE";
}

/** True when a formula sets the field. */
export function isComputed({ type, expression }: ShownField): boolean {
  return type === "CALC" || (typeof expression === "string" && expression !== "");
}

/** True for kintone's words for a formula that cannot be computed. */
export function isFault(value: unknown): boolean {
  return typeof value === "string" && /^#(ERROR|VALUE|CONVERT|PRECISION)!$/.test(value);
}

/** True when some field of the app, in a table or outside, is computed. */
export function hasFormulas({ fields }: Pick<App, "fields">): boolean {
  return Object.values(fields.properties).some(
    (field) => isComputed(field) || Object.values(field.fields ?? {}).some(isComputed),
  );
}

/** By definition, because a form asks for each of its fields at every key, and an app may have 500. */
const targets = new WeakMap<object, ReadonlySet<string>>();

/** Codes of the fields that take what a look-up fetches, in tables too; nobody writes them by hand. */
export function copyTargets({ fields: { properties } }: Pick<App, "fields">): ReadonlySet<string> {
  const known = targets.get(properties);
  if (known) return known;
  const fields = Object.values(properties).flatMap((field) => [field, ...Object.values(field.fields ?? {})]);
  const found = new Set(
    fields.flatMap((field) => lookupOf(field)?.fieldMappings.map((mapping) => mapping.field) ?? []),
  );
  targets.set(properties, found);
  return found;
}

/** True when the value is people. */
export function isPeople(type: string): boolean {
  return userTypes.has(type);
}

/** True when nothing is in it; every way the wire has for "empty". */
export function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** What one value looks like outside a form. */
export function showValue(app: App, field: ShownField, value: unknown, compact: boolean, record: string | null) {
  const widget = widgets[field.type];
  if (!widget) return nothing;
  const context: ViewContext = {
    locale: locale(),
    translate: translator(app),
    compact,
    place: { app: app.id, record, field: field.code },
  };
  return widget.view(value, field, context);
}

/** The title by which a record is known: its title field, else its number. */
export function recordTitle(app: App, record: RecordCells): string {
  const code = app.titleField;
  const value = code ? record[code]?.value : undefined;
  return typeof value === "string" && value !== "" ? value : `${record["$id"]?.value ?? ""}`;
}
