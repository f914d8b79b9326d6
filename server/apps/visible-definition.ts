import type { AppDefinition, FieldProperty, LayoutRow, Tab, View } from "../../app-definitions/definition.ts";
import { Failure } from "../errors.ts";
import type { Access, FieldAccess } from "../permissions/access.ts";
import type { Context } from "../http/context.ts";
import { bindQuery } from "../query/bind-query.ts";
import { parseQuery } from "../query/parse-query.ts";
import { queryScope } from "../records/sources/query-scope.ts";
import type { DeployedApp } from "./deployed-app.ts";
import { visibleSettings } from "./visible-sources.ts";

/** The fields that the viewer sees or fills in on at least one record, in kintone's shape; others are as if unknown. */
export function visibleProperties(
  context: Context,
  { definition }: DeployedApp,
  access: Access,
): Record<string, FieldProperty> {
  const properties = Object.entries(definition.fields.properties).filter(([code]) => access.fields.has(code));
  return Object.fromEntries(
    properties.map(([code, property]) => [code, withoutNotes(visibleSettings(context, access, property))]),
  );
}

/** The layout without the cells of other fields; rows that become empty go. */
export function visibleLayout({ definition }: DeployedApp, access: Access): LayoutRow[] {
  const shut = new Set(
    (definition.tabs ?? []).filter(({ code }) => isShut(access, code)).flatMap(({ fields }) => fields),
  );
  const isShown = ({ code, elementId }: { code?: string; elementId?: string }) =>
    code === undefined ? !shut.has(elementId ?? "") : access.fields.has(code);
  const cut = <Row extends { fields: { code?: string; elementId?: string }[] }>(row: Row) => ({
    ...row,
    fields: row.fields.filter(isShown),
  });
  return definition.layout.layout
    .map((row): LayoutRow => {
      if (row.type === "ROW") return cut(row);
      if (row.type === "SUBTABLE") return access.fields.has(row.code) ? cut(row) : { ...row, fields: [] };
      return { ...row, layout: row.layout.map(cut).filter(({ fields }) => fields.length > 0) };
    })
    .filter((row) => (row.type === "GROUP" ? row.layout.length > 0 : row.fields.length > 0));
}

/**
 * The views that the viewer can open, with the columns that he sees. A view whose condition or order needs a field that
 * is hidden from him is left out, because its very words would tell.
 */
export function visibleViews(context: Context, app: DeployedApp, access: Access): Record<string, View> {
  const scope = queryScope(context, { app, access });
  const views = Object.entries(app.definition.views.views).filter(([, { filterCond, sort }]) => {
    try {
      bindQuery(parseQuery(filterCond), scope);
      bindQuery(parseQuery(sort ? `order by ${sort}` : ""), scope);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  });
  return Object.fromEntries(
    views.map(([name, view]) => {
      const fields = view.fields && { fields: view.fields.filter((code) => access.fields.has(code)) };
      return [name, { ...view, ...fields }];
    }),
  );
}

/** The tabs that exist on at least one record, without their conditions. */
export function visibleTabs({ definition }: DeployedApp, access: Access): Pick<Tab, "code" | "label" | "fields">[] {
  return (definition.tabs ?? [])
    .filter(({ code }) => !isShut(access, code))
    .map(({ code, label, fields }) => ({
      code,
      label,
      fields: fields.filter((one) => !(one in definition.fields.properties) || access.fields.has(one)),
    }));
}

/** The settings with the title field only if the viewer sees it. */
export function visibleTitleField(
  { definition }: DeployedApp,
  access: Access,
): AppDefinition["settings"]["titleField"] {
  const { titleField = { selectionMode: "AUTO" as const } } = definition.settings;
  return titleField.code !== undefined && !access.fields.has(titleField.code) ? { selectionMode: "AUTO" } : titleField;
}

/** The translations of texts that occur in what is shown anyway; the others would tell of hidden fields. */
export function visibleTranslations({ definition }: DeployedApp, shown: unknown): AppDefinition["translations"] {
  const texts = new Set<string>();
  collectTexts(shown, texts);
  return Object.fromEntries(
    Object.entries(definition.translations ?? {}).map(([locale, words]) => [
      locale,
      Object.fromEntries(Object.entries(words).filter(([text]) => texts.has(text))),
    ]),
  );
}

/** Whether the viewer may set the field on at least one record, old or new. */
export function isEditableSomewhere({ app }: Access, { edit, write }: FieldAccess): boolean {
  return edit.kind !== "never" || (app.add && write.kind !== "never");
}

function isShut(access: Access, tab: string): boolean {
  return access.tabs.get(tab)?.kind === "never";
}

/** `renamedFrom` is a note to the next deploy and no business of readers. */
function withoutNotes({ renamedFrom: _, ...property }: FieldProperty): FieldProperty {
  return property as FieldProperty;
}

function collectTexts(value: unknown, texts: Set<string>): void {
  if (typeof value === "string") texts.add(value);
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      texts.add(key);
      collectTexts(inner, texts);
    }
  }
}
