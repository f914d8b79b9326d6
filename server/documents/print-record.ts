import type { FieldProperty, LayoutRow, Tab } from "../../app-definitions/definition.ts";
import type { PdfLanguage } from "./pdf-document.ts";
import type { PrintedRow, PrintedSection, PrintedTable } from "./record-print.ts";
import { shownLines, type Translate } from "./shown-text.ts";

/** What is printed: the form cut to what the viewer may see of this record, and its values on the wire. */
export interface PrintableRecord {
  properties: Readonly<Record<string, FieldProperty>>;
  layout: readonly LayoutRow[];
  /** The tabs that exist for this record. */
  tabs: readonly Tab[];
  record: Readonly<Record<string, { type: string; value: unknown }>>;
  language: PdfLanguage;
  translate: Translate;
}

/**
 * The sections of a record on paper, in the order of its form: first what stands above the tabs, then one section a tab, with
 * groups as sections of their own. A field without a value in `record` is left out, because the viewer may not see it.
 */
export function printedSections(printable: PrintableRecord): readonly PrintedSection[] {
  const ofTab = new Map(printable.tabs.flatMap((tab) => tab.fields.map((code) => [code, tab.code] as const)));
  const above = sectionsOf(printable, undefined, (row) => !codesOf(row).some((code) => ofTab.has(code)));
  const inTabs = printable.tabs.flatMap((tab) =>
    sectionsOf(printable, printable.translate(tab.label), (row) =>
      codesOf(row).some((code) => ofTab.get(code) === tab.code),
    ),
  );
  return [...above, ...inTabs];
}

function codesOf(row: LayoutRow): readonly string[] {
  if (row.type === "ROW") return row.fields.flatMap(({ code, elementId }) => code ?? elementId ?? []);
  return [row.code];
}

function sectionsOf(printable: PrintableRecord, heading: string | undefined, isHere: (row: LayoutRow) => boolean) {
  const rows = printable.layout.filter(isHere);
  const main: PrintedSection = {
    ...(heading !== undefined && { heading }),
    rows: rows.flatMap((row) => (row.type === "ROW" ? printedRows(printable, row) : [])),
    tables: rows.flatMap((row) => (row.type === "SUBTABLE" ? printedTable(printable, row.code) : [])),
  };
  const groups = rows.flatMap((row) => (row.type === "GROUP" ? printedGroup(printable, row) : []));
  return [main, ...groups].filter((section) => section.rows.length > 0 || section.tables.length > 0);
}

function printedGroup(printable: PrintableRecord, group: Extract<LayoutRow, { type: "GROUP" }>): PrintedSection {
  const label = printable.properties[group.code]?.label ?? group.code;
  return {
    heading: printable.translate(label),
    rows: group.layout.flatMap((row) => printedRows(printable, row)),
    tables: [],
  };
}

function printedRows(printable: PrintableRecord, row: Extract<LayoutRow, { type: "ROW" }>): PrintedRow[] {
  return row.fields.flatMap(({ code }) => {
    const property = code === undefined ? undefined : printable.properties[code];
    const cell = code === undefined ? undefined : printable.record[code];
    if (!property || !cell) return [];
    const label = printable.translate(property.label);
    return [{ label, lines: shownLines(property, cell.value, printable.language, printable.translate) }];
  });
}

function printedTable(printable: PrintableRecord, code: string): PrintedTable[] {
  const property = printable.properties[code];
  const cell = printable.record[code];
  if (!property || !cell) return [];
  const inner = Object.values(property.fields ?? {});
  const rows = (cell.value ?? []) as { value: Record<string, { value: unknown }> }[];
  return [
    {
      label: printable.translate(property.label),
      header: inner.map(({ label }) => printable.translate(label)),
      rows: rows.map((row) =>
        inner.map((field) =>
          shownLines(field, row.value[field.code]?.value, printable.language, printable.translate).join("\n"),
        ),
      ),
    },
  ];
}
