import type { AppDefinition, FieldProperty, LayoutCell, LayoutRow } from "../../../app-definitions/definition.ts";
import { fieldTypes, isBuiltIn } from "../../../app-definitions/field-types/index.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { changeDraft, type SettingsInput } from "../drafts/draft.ts";
import { invalid, pick } from "./named-parts.ts";

/**
 * Lays the form of the draft out anew. Fields that stand on the form now must all be named again, so that no field is lost
 * by an old list.
 *
 * @throws Failure fields/missing-in-layout (GAIA_FN11); input/invalid for a field that does not exist, and for a table that
 *   is not named with all its fields
 */
export async function updateLayout(
  context: Context,
  input: SettingsInput & { layout: readonly LayoutRow[] },
): Promise<{ revision: string }> {
  const { revision } = await changeDraft(context, input, "layout", ({ definition }) => {
    const layout = input.layout.map((row, at) => readRow(row, definition, `layout[${at}]`));
    const placed = new Set(codesOf(layout));
    const { properties } = definition.fields;
    const isForm = (code: string) => Object.hasOwn(properties, code) && !isBuiltIn(properties[code]!.type);
    const missing = codesOf(definition.layout.layout).filter((code) => isForm(code) && !placed.has(code));
    if (missing.length > 0) throw new Failure("fields/missing-in-layout", { codes: missing.join(",") });
    return { definition: { ...definition, layout: { layout } } };
  });
  return { revision };
}

function readRow(row: LayoutRow, definition: AppDefinition, place: string): LayoutRow {
  const { properties } = definition.fields;
  if (row.type === "ROW") return { type: "ROW", fields: readCells(row.fields, properties, place) };
  const { code } = row;
  if (!code) throw invalid(`${place}.code`, "required-parameter");
  const property = Object.hasOwn(properties, code) ? properties[code] : undefined;
  if (property?.type !== row.type) throw invalid(`${place}.code`, "not-in-form", { code });
  if (row.type === "GROUP") {
    const rows = row.layout.map(({ fields }, at) => ({
      type: "ROW" as const,
      fields: readCells(fields, properties, `${place}.layout[${at}]`),
    }));
    return { type: "GROUP", code, layout: rows };
  }
  const columns = new Set(Object.keys(property.fields ?? {}));
  const isWhole = row.fields.length === columns.size && row.fields.every((cell) => columns.has(cell.code ?? ""));
  if (!isWhole) throw invalid(`${place}.fields`, "table-differs", { code });
  return { type: "SUBTABLE", code, fields: readCells(row.fields, property.fields ?? {}, place) };
}

/** Rows of their own, and no cells. */
const rowTypes: ReadonlySet<string> = new Set(["SUBTABLE", "GROUP"]);
/** Cells that are no fields. */
const standsAlone: ReadonlySet<string> = new Set(["LABEL", "HR", "SPACER"]);

/**
 * A cell says the type of its field; what stands alone (label, rule, spacer) keeps its own.
 *
 * @param properties - the fields that may stand here: those of the app, or those of a table
 */
function readCells(
  cells: readonly LayoutCell[],
  properties: Readonly<Record<string, FieldProperty>>,
  place: string,
): LayoutCell[] {
  return cells.map((cell, at) => {
    const path = `${place}.fields[${at}]`;
    const { type, code = "", size } = cell;
    if (!fieldTypes.has(type) || rowTypes.has(type)) throw invalid(`${path}.type`, "not-enum");
    if (!standsAlone.has(type)) {
      if (code === "") throw invalid(`${path}.code`, "required-parameter");
      if (!Object.hasOwn(properties, code)) throw invalid(`${path}.code`, "not-in-form", { code });
      if (properties[code]!.type !== type) throw invalid(`${path}.type`, "not-enum");
    }
    return { ...pick(cell, ["code", "label", "elementId"]), type, ...(size && { size: sizeOf(size) }) };
  });
}

/** What is left empty has kintone's usual size. */
function sizeOf(size: NonNullable<LayoutCell["size"]>): NonNullable<LayoutCell["size"]> {
  const given = Object.entries(pick(size, ["width", "height", "innerHeight"]));
  return Object.fromEntries(given.filter(([, pixels]) => pixels !== ""));
}

function codesOf(layout: readonly LayoutRow[]): string[] {
  return layout.flatMap((row) => {
    const cells = row.type === "GROUP" ? row.layout.flatMap(({ fields }) => fields) : row.fields;
    return [...(row.type === "ROW" ? [] : [row.code]), ...cells.flatMap(({ code }) => code ?? [])];
  });
}

/** The row of its own in which a new field stands. */
export function rowOf(property: FieldProperty): LayoutRow {
  const { type, code } = property;
  if (type === "GROUP") return { type, code, layout: [] };
  if (type !== "SUBTABLE") return { type: "ROW", fields: [{ type, code }] };
  return {
    type,
    code,
    fields: Object.values(property.fields ?? {}).map((inner) => ({ type: inner.type, code: inner.code })),
  };
}

/** The layout without these fields; what stood in a group that goes stays on the form. */
export function layoutWithout(layout: readonly LayoutRow[], gone: ReadonlySet<string>): LayoutRow[] {
  const cut = <Row extends { fields: { code?: string }[] }>(row: Row) => ({
    ...row,
    fields: row.fields.filter(({ code }) => !gone.has(code ?? "")),
  });
  return layout.flatMap((row): LayoutRow[] => {
    if (row.type === "GROUP") {
      const rows = row.layout.map(cut).filter(({ fields }) => fields.length > 0);
      return gone.has(row.code) ? rows : [{ ...row, layout: rows }];
    }
    if (row.type === "SUBTABLE" && gone.has(row.code)) return [];
    const left = cut(row);
    return left.fields.length > 0 ? [left] : [];
  });
}

/** The layout with a cell for each of these fields at the end of its table's row. */
export function withCells(
  layout: readonly LayoutRow[],
  properties: Record<string, FieldProperty>,
  added: ReadonlySet<string>,
): LayoutRow[] {
  if (added.size === 0) return [...layout];
  return layout.map((row) => {
    if (row.type !== "SUBTABLE") return row;
    const inner = Object.values(properties[row.code]?.fields ?? {}).filter(({ code }) => added.has(code));
    return { ...row, fields: [...row.fields, ...inner.map(({ type, code }) => ({ type, code }))] };
  });
}
