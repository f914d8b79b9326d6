import type { LayoutCell, LayoutRow } from "../app-definitions/definition.ts";
import type { App } from "./wire.ts";

/** The part of a layout that one tab shows; the empty code is what stands above all tabs. */
export type Sections = ReadonlyMap<string, readonly LayoutRow[]>;

const nameOfCell = ({ code, elementId }: LayoutCell) => code || elementId || "";

/** By definition, because a form asks at every key, and an app may have 500 fields. */
const sections = new WeakMap<object, Sections>();
const tabs = new WeakMap<object, ReadonlyMap<string, string>>();

/**
 * Splits a layout by the app's tabs. Cells without a name (rules, spaces, labels) go where the next named cell goes,
 * because a heading belongs to what follows it.
 */
export function sectionsOf(app: Pick<App, "layout" | "tabs">): Sections {
  const known = sections.get(app);
  if (known) return known;
  const found = splitByTabs(app);
  sections.set(app, found);
  return found;
}

function splitByTabs(app: Pick<App, "layout" | "tabs">): Sections {
  const tabOf = new Map(app.tabs.flatMap(({ code, fields }) => fields.map((field) => [field, code] as const)));
  const found = new Map<string, LayoutRow[]>();
  const put = (tab: string, row: LayoutRow) => {
    const rows = found.get(tab);
    if (rows) rows.push(row);
    else found.set(tab, [row]);
  };
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
  return found;
}

/** The tab in which a field stands; empty above the tabs. */
export function tabOfField(app: Pick<App, "layout" | "tabs">, code: string): string {
  let known = tabs.get(app);
  if (!known) {
    known = new Map([...sectionsOf(app)].flatMap(([tab, rows]) => rows.flatMap(codesOf).map((one) => [one, tab])));
    tabs.set(app, known);
  }
  return known.get(code) ?? "";
}

function codesOf(row: LayoutRow): string[] {
  if (row.type === "SUBTABLE") return [row.code];
  const cells = row.type === "ROW" ? row.fields : row.layout.flatMap(({ fields }) => fields);
  return cells.flatMap(({ code }) => code ?? []);
}
