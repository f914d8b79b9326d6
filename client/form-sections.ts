import type { LayoutCell, LayoutRow } from "../app-definitions/definition.ts";
import type { App } from "./wire.ts";

/** The part of a layout that one tab shows; the empty code is what stands above all tabs. */
export type Sections = ReadonlyMap<string, readonly LayoutRow[]>;

const nameOfCell = ({ code, elementId }: LayoutCell) => code || elementId || "";

/**
 * Splits a layout by the app's tabs. Cells without a name (rules, spaces, labels) go where the next named cell goes,
 * because a heading belongs to what follows it.
 */
export function sectionsOf(app: Pick<App, "layout" | "tabs">): Sections {
  const tabOf = new Map(app.tabs.flatMap(({ code, fields }) => fields.map((field) => [field, code] as const)));
  const sections = new Map<string, LayoutRow[]>();
  const put = (tab: string, row: LayoutRow) => sections.set(tab, [...(sections.get(tab) ?? []), row]);
  let waiting: LayoutRow[] = [];
  let lastTab = "";
  const settle = (tab: string) => {
    for (const row of waiting) put(tab, row);
    waiting = [];
    lastTab = tab;
  };
  for (const row of app.layout.layout) {
    if (row.type === "GROUP") {
      const inner = row.layout.flatMap(({ fields }) => fields).map(({ code }) => tabOf.get(code ?? ""));
      const tab = tabOf.get(row.code) ?? inner.find((one) => one !== undefined) ?? "";
      settle(tab);
      put(tab, row);
    } else if (row.type === "SUBTABLE") {
      const tab = tabOf.get(row.code) ?? "";
      settle(tab);
      put(tab, row);
    } else {
      const tabs = [...new Set(row.fields.filter(nameOfCell).map((cell) => tabOf.get(nameOfCell(cell)) ?? ""))];
      if (tabs.length === 0) waiting.push(row);
      for (const tab of tabs) {
        settle(tab);
        put(tab, {
          ...row,
          fields: row.fields.filter((cell) => (tabOf.get(nameOfCell(cell)) ?? "") === tab || !nameOfCell(cell)),
        });
      }
    }
  }
  settle(lastTab);
  return sections;
}

/** The tab in which a field stands; empty above the tabs. */
export function tabOfField(app: Pick<App, "layout" | "tabs">, code: string): string {
  for (const [tab, rows] of sectionsOf(app)) {
    for (const row of rows) {
      if (
        row.type === "SUBTABLE"
          ? row.code === code
          : row.type === "ROW"
            ? row.fields.some((cell) => cell.code === code)
            : row.layout.some(({ fields }) => fields.some((cell) => cell.code === code))
      )
        return tab;
    }
  }
  return "";
}
