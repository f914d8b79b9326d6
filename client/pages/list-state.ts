import type { LayoutRow, View } from "../../app-definitions/definition.ts";
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

/** Name of the list of the person's own turn in an app whose definition has none, as the address says it. */
export const ownTurn = "_assignee";

/** The views of an app that are lists, in their order; in one with a process, the list of the person's own turn as well. */
export function listViews(app: App): View[] {
  const views = Object.values(app.views.views)
    .filter(({ type }) => type === "LIST")
    .sort((a, b) => Number(a.index) - Number(b.index));
  const hands = processField(app, "STATUS_ASSIGNEE");
  if (!hands || views.some(isOwnTurn)) return views;
  const status = processField(app, "STATUS");
  const fields = [...new Set([...(views[0]?.fields ?? plainCodes(app)), ...(status ? [status] : [])])];
  const sort = views[0]?.sort ?? "";
  const own = { type: "LIST", name: ownTurn, index: String(views.length), fields, filterCond: "", sort } as const;
  return [...views, { ...own, builtinType: "ASSIGNEE" }];
}

/** True for kintone's built-in view of the records whose turn is the person's. */
export function isOwnTurn({ builtinType }: View): boolean {
  return builtinType === "ASSIGNEE";
}

function processField(app: App, type: "STATUS" | "STATUS_ASSIGNEE"): string | undefined {
  return Object.values(app.fields.properties).find((field) => field.type === type)?.code;
}

/** What to ask the server for a state: a view that it knows, and the condition beside it. */
export function askedOf(app: App, { view, query }: ListState): { view: string; query: string } {
  const found = listViews(app).find(({ name }) => name === view);
  const hands = processField(app, "STATUS_ASSIGNEE");
  if (!found || !hands || !isOwnTurn(found)) return { view, query };
  const mine = `${hands} in (LOGINUSER())`;
  return { view: view === ownTurn ? "" : view, query: query ? `${mine} and (${query})` : mine };
}

/** The list of what lies in the person's hands, in an app with a process. */
export function ownTurnAddress(app: string): string {
  return `/apps/${app}?view=${ownTurn}`;
}

/** Reads the address; an unknown view counts as the first one. */
export function readState(app: App, query: URLSearchParams): ListState {
  const views = listViews(app);
  const wanted = query.get("view");
  return {
    view: viewNamed(views, wanted)?.name ?? (wanted === "" ? "" : firstView(app)),
    query: query.get("q") ?? "",
    search: query.get("search") ?? "",
    sort: query.get("sort") ?? "",
    page: Math.max(1, Math.min(lastOffset / pageSize, Math.floor(Number(query.get("page") ?? 1)) || 1)),
  };
}

/** The list that opens when none is asked for; empty for all records. */
function firstView(app: App): string {
  return listViews(app).find((view) => !isOwnTurn(view))?.name ?? "";
}

/** A definition may call the list of the person's own turn as it likes; links know it by one name. */
function viewNamed(views: readonly View[], wanted: string | null): View | undefined {
  return views.find(({ name }) => name === wanted) ?? (wanted === ownTurn ? views.find(isOwnTurn) : undefined);
}

/** The address of a state; what is as usual is left out. */
export function stateAddress(app: App, state: ListState): string {
  const first = firstView(app);
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

/** Types that have no place in a row, and those that come last. */
const unlisted: ReadonlySet<string> = new Set([
  ...["GROUP", "RICH_TEXT", "SUBTABLE", "REFERENCE_TABLE", "CATEGORY"],
  ...["CREATOR", "MODIFIER", "CREATED_TIME"],
]);
const noted: ReadonlySet<string> = new Set(["STATUS", "STATUS_ASSIGNEE", "RECORD_NUMBER", "UPDATED_TIME"]);

/** The field codes of a list's columns: the view's, or every plain field when no view is chosen. */
export function columnCodes(app: App, view: string): string[] {
  const wanted = listViews(app).find(({ name }) => name === view)?.fields ?? plainCodes(app);
  return wanted.filter((code) => app.fields.properties[code]);
}

/** The record's title first, then as the form goes, then what the platform notes. */
function plainCodes(app: App): string[] {
  const codesOf = (row: LayoutRow): (string | undefined)[] => {
    if (row.type === "GROUP") return row.layout.flatMap(codesOf);
    return row.type === "ROW" ? row.fields.map(({ code }) => code) : [];
  };
  const laidOut = app.layout.layout.flatMap(codesOf);
  const all = [app.titleField, ...laidOut, ...Object.keys(app.fields.properties)];
  const known = [...new Set(all)].flatMap((code) => (code && app.fields.properties[code]) || []);
  const shown = known.filter(({ type }) => !unlisted.has(type));
  return [...shown.filter(({ type }) => !noted.has(type)), ...shown.filter(({ type }) => noted.has(type))].map(
    ({ code }) => code,
  );
}

/** The sort in force: the address's, else the first of the view's. */
export function sortOf(app: App, state: ListState): { code: string; isDescending: boolean } | undefined {
  const text = state.sort || (listViews(app).find(({ name }) => name === state.view)?.sort ?? "");
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
