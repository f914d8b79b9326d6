import type { AppDefinition, LayoutCell, LayoutRow } from "../../../app-definitions/definition.ts";
import { sanitizeRichText } from "../../records/writing/sanitize-rich-text.ts";

/** The definition with its HTML cut to what is harmless: description, notes, and the labels that stand in the form. */
export function withoutScripts(definition: AppDefinition): AppDefinition {
  const { settings, adminNotes, layout } = definition;
  return {
    ...definition,
    settings: { ...settings, ...(settings.description && { description: clean(settings.description) }) },
    ...(adminNotes && { adminNotes: { ...adminNotes, content: clean(adminNotes.content) } }),
    layout: { layout: layout.layout.map(cleanRow) },
  };
}

/** Most texts have no tag, and are left alone without being read as HTML. */
function clean(html: string): string {
  return html.includes("<") ? sanitizeRichText(html) : html;
}

function cleanRow(row: LayoutRow): LayoutRow {
  if (row.type === "GROUP") {
    return { ...row, layout: row.layout.map((inner) => ({ ...inner, fields: inner.fields.map(cleanCell) })) };
  }
  return { ...row, fields: row.fields.map(cleanCell) };
}

function cleanCell(cell: LayoutCell): LayoutCell {
  return cell.label?.includes("<") ? { ...cell, label: clean(cell.label) } : cell;
}
