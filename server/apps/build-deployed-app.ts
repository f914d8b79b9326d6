import type { AppDefinition, FieldProperty } from "../../app-definitions/definition.ts";
import { isComputed } from "../../app-definitions/expressions/field-scalars.ts";
import type { AnyFieldType } from "../../app-definitions/field-type.ts";
import { flatCategories, type Category } from "../../app-definitions/field-types/category/category.ts";
import { fieldTypes } from "../../app-definitions/field-types/index.ts";
import { recordNumberOf } from "../../app-definitions/field-types/record-number/record-number.ts";
import { copiedCodes } from "../../app-definitions/field-types/source-settings.ts";
import type { DeployedApp, DeployedField, PhysicalApp } from "./deployed-app.ts";
import { optionEntries } from "./option-entries.ts";
import { shownCode } from "./shown-code.ts";

/** Fields that records have only while their function is switched on, as on kintone. */
function isOff({ type }: FieldProperty, { process, categories }: AppDefinition): boolean {
  if (type === "STATUS" || type === "STATUS_ASSIGNEE") return !process.enable;
  return type === "CATEGORY" && categories?.enable !== true;
}

/** What the table `app` says about an app beside its definition. */
export interface AppHeader {
  id: string;
  code: string;
  space_id: string | null;
  revision: number;
  created_at: Date;
  created_by: number | null;
  updated_at: Date;
  updated_by: number | null;
}

/**
 * The deployed app that rules, queries and records work with, made of a stored revision. Fields of a type that nobody
 * knows are left out; `checkDefinition` refuses them, so only a downgrade of the server can meet one.
 */
export function buildDeployedApp(header: AppHeader, definition: AppDefinition, physical: PhysicalApp): DeployedApp {
  const tabs = tabsByField(definition);
  const inExt = new Set(physical.ext);
  const { unfilled = null } = physical;
  const fields = new Map<string, DeployedField>();

  function build(
    property: FieldProperty,
    table: DeployedField | null,
    tab: string | null,
    copied: ReadonlySet<string>,
  ): void {
    const fieldType = typeOf(property, copied, header);
    const id = physical.fields[property.code];
    if (!fieldType || id === undefined || isOff(property, definition)) return;
    const ids = physical.options[property.code] ?? {};
    const options = inOrder(optionEntries(property, definition), ids, property.type !== "CATEGORY");
    const inner = new Map<string, DeployedField>();
    const field: DeployedField = {
      id,
      code: property.code,
      property,
      fieldType,
      column: fieldType.systemColumn ?? (fieldType.column && !table ? `f${id}` : null),
      ...(inExt.has(id) && { isInExt: true }),
      ...(property.type === "STATUS" && unfilled?.status !== undefined && { whenEmpty: unfilled.status }),
      ...(property.type === "CATEGORY" && { below: idsBelow(definition.categories?.tree ?? [], new Map(options)) }),
      ...(hasProjection(physical, id) && { projection: `t${header.id}_${id}` }),
      optionIds: new Map(options),
      optionKeys: new Map(options.map(([key, option]) => [option, key])),
      table,
      inner,
      tab,
    };
    fields.set(field.code, field);
    const innerCopied = copiedCodes(property.fields ?? {});
    for (const innerProperty of Object.values(property.fields ?? {})) {
      build(innerProperty, field, tab, innerCopied);
      const innerField = fields.get(innerProperty.code);
      if (innerField) inner.set(innerField.code, innerField);
    }
  }

  const copied = copiedCodes(definition.fields.properties);
  for (const property of Object.values(definition.fields.properties)) {
    build(property, null, tabs.get(property.code) ?? null, copied);
  }
  return {
    id: header.id,
    code: header.code,
    spaceId: header.space_id,
    revision: header.revision,
    creatorId: header.created_by,
    createdAt: header.created_at,
    updaterId: header.updated_by,
    updatedAt: header.updated_at,
    definition,
    unfilled,
    fields,
  };
}

/** false while rows are missing in it. */
function hasProjection({ projections, unfilled }: PhysicalApp, id: number): boolean {
  return projections?.[id] !== undefined && !unfilled?.rows?.includes(id);
}

/** Ids of options in the order of the form; those that it no longer has come last, as far as they still show. */
function inOrder(
  entries: readonly (readonly [string, unknown])[],
  ids: Readonly<Record<string, number>>,
  withRemoved: boolean,
): readonly [string, number][] {
  const shown = entries.flatMap(([key]): [string, number][] => (Object.hasOwn(ids, key) ? [[key, ids[key]!]] : []));
  const isShown = new Set(shown.map(([key]) => key));
  return withRemoved ? [...shown, ...Object.entries(ids).filter(([key]) => !isShown.has(key))] : shown;
}

/** By the id of each category the ids of it and of all categories below. */
function idsBelow(tree: readonly Category[], ids: ReadonlyMap<string, number>): ReadonlyMap<number, readonly number[]> {
  return new Map(
    flatCategories(tree).flatMap(({ category }) => {
      const id = ids.get(category.name);
      const own = flatCategories([category]).flatMap((one) => ids.get(one.category.name) ?? []);
      return id === undefined ? [] : [[id, own]];
    }),
  );
}

/** The type of a field; nobody writes what a formula computes or a lookup copies. */
function typeOf(property: FieldProperty, copied: ReadonlySet<string>, app: AppHeader): AnyFieldType | undefined {
  if (property.type === "RECORD_NUMBER") return recordNumberOf(shownCode(app));
  const fieldType = fieldTypes.get(property.type);
  const isFilledIn = isComputed(property) || copied.has(property.code);
  return fieldType?.isWritable && isFilledIn ? { ...fieldType, isWritable: false } : fieldType;
}

/** Code of the tab per field code; the fields of a group that a tab names are in the tab with it. */
function tabsByField({ tabs = [], layout }: AppDefinition): ReadonlyMap<string, string> {
  const inGroup = new Map(
    layout.layout.flatMap((row) =>
      row.type === "GROUP"
        ? [[row.code, row.layout.flatMap(({ fields }) => fields.flatMap(({ code }) => code ?? []))]]
        : [],
    ),
  );
  return new Map(
    tabs.flatMap((tab) =>
      tab.fields.flatMap((code) => [code, ...(inGroup.get(code) ?? [])].map((one) => [one, tab.code])),
    ),
  );
}
