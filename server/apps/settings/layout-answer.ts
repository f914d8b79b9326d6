import type { AppDefinition, LayoutCell, LayoutRow } from "../../../app-definitions/definition.ts";

type Size = NonNullable<LayoutCell["size"]>;

/** How large kintone draws what nobody has resized, in pixels. */
const sizes: Readonly<Record<string, Size>> = {
  MULTI_LINE_TEXT: { width: "315", innerHeight: "125" },
  RICH_TEXT: { width: "315", innerHeight: "125" },
  SPACER: { width: "100", height: "50" },
  HR: { width: "453" },
  DATE: { width: "110" },
  TIME: { width: "101" },
};
const usual: Size = { width: "193" };

/** kintone's answer to form/layout: every cell has a size, a spacer an element id, a label its text. */
export function layoutAnswer({ layout }: Pick<AppDefinition, "layout">): { layout: object[] } {
  return { layout: shownLayout(layout.layout) };
}

/** The rows with a size in every cell. */
export function shownLayout(rows: readonly LayoutRow[]): object[] {
  return rows.map((row) =>
    row.type === "GROUP"
      ? { ...row, layout: row.layout.map((inner) => ({ ...inner, fields: inner.fields.map(shownCell) })) }
      : { ...row, fields: row.fields.map(shownCell) },
  );
}

function shownCell(cell: LayoutCell): object {
  // Related records are as wide as the form.
  if (cell.type === "REFERENCE_TABLE") return cell;
  const size = { ...(sizes[cell.type] ?? usual), ...cell.size };
  const own = {
    ...(cell.type === "SPACER" && { elementId: cell.elementId ?? "" }),
    ...(cell.type === "LABEL" && { label: cell.label ?? "" }),
  };
  return { ...cell, ...own, size };
}
