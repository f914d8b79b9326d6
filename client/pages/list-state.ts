import type { View } from "../../app-definitions/definition.ts";
import type { App } from "../wire.ts";

export const pageSize = 100;
/** The server counts no further; beyond it people narrow the filter instead of leafing. */
export const lastOffset = 10_000;

/** What a list shows, as it stands in the address: `?view=NAME&q=CONDITION&search=WORDS&sort=CODE desc&page=2`. */
export interface ListState {
  view: string;
  query: string;
  search: string;
  sort: string;
  page: number;
}

/** The views of an app that are lists, in their order. */
export function listViews(app: App): View[] {
  return Object.values(app.views.views)
    .filter(({ type }) => type === "LIST")
    .sort((a, b) => Number(a.index) - Number(b.index));
}

/** Reads the address; an unknown view counts as the first one. */
export function readState(app: App, query: URLSearchParams): ListState {
  const views = listViews(app);
  const wanted = query.get("view");
  return {
    view: views.find(({ name }) => name === wanted)?.name ?? (wanted === "" ? "" : (views[0]?.name ?? "")),
    query: query.get("q") ?? "",
    search: query.get("search") ?? "",
    sort: query.get("sort") ?? "",
    page: Math.max(1, Math.min(lastOffset / pageSize, Math.floor(Number(query.get("page") ?? 1)) || 1)),
  };
}

/** The address of a state; what is as usual is left out. */
export function stateAddress(app: App, state: ListState): string {
  const first = listViews(app)[0]?.name ?? "";
  const query = new URLSearchParams();
  // An app that reads as questions and answers is a list only on demand.
  if (app.presentation === "faq") query.set("as", "table");
  if (state.view !== first) query.set("view", state.view);
  if (state.query) query.set("q", state.query);
  if (state.search) query.set("search", state.search);
  if (state.sort) query.set("sort", state.sort);
  if (state.page > 1) query.set("page", String(state.page));
  const text = query.toString();
  return `/apps/${app.id}${text ? `?${text}` : ""}`;
}

/** The field codes of a list's columns: the view's, or every plain field when no view is chosen. */
export function columnCodes(app: App, view: string): string[] {
  const { properties } = app.fields;
  const hidden = new Set(["GROUP", "RICH_TEXT", "SUBTABLE", "REFERENCE_TABLE", "CATEGORY"]);
  const wanted =
    app.views.views[view]?.fields ??
    Object.values(properties)
      .filter(({ type }) => !hidden.has(type))
      .map(({ code }) => code);
  return wanted.filter((code) => properties[code]);
}

/** The sort in force: the address's, else the first of the view's. */
export function sortOf(app: App, state: ListState): { code: string; isDescending: boolean } | undefined {
  const text = state.sort || (app.views.views[state.view]?.sort ?? "");
  const [code, direction] = text.split(",")[0]?.trim().split(/\s+/) ?? [];
  return code ? { code, isDescending: direction?.toLowerCase() === "desc" } : undefined;
}

let lastList: { app: string; ids: string[]; offset: number; total: number | undefined; address: string } | undefined;

/** Keeps the order of the list that was seen last, so that the record page can lead to the next one. */
export function rememberList(list: NonNullable<typeof lastList>) {
  lastList = list;
}

/** The neighbours of a record in the list that was seen last. */
export function neighbours(app: string, record: string) {
  const place = lastList?.app === app ? lastList.ids.indexOf(record) : -1;
  if (!lastList || place < 0) return undefined;
  return {
    at: lastList.offset + place + 1,
    total: lastList.total,
    previous: lastList.ids[place - 1],
    next: lastList.ids[place + 1],
  };
}

/** The list of an app as it was left, so that the way back leads to the same filter and page. */
export function listAddress(app: string): string {
  return lastList?.app === app ? lastList.address : `/apps/${app}`;
}
