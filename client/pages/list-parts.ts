import { html, nothing } from "lit";
import { fromQuery, toQuery } from "../conditions.ts";
import { icon } from "../elements/icons.ts";
import "../elements/menu-button.ts";
import { translator } from "../fields.ts";
import { clauseWords } from "../filter-words.ts";
import { t } from "../messages/text.ts";
import type { App } from "../wire.ts";
import { isOwnTurn, listViews, pageSize, type ListState } from "./list-state.ts";

/** Shows the list in another state. */
export type Go = (change: Partial<ListState>) => void;

/** How many records there are and which of them are shown. @param shown - number of records on the page */
export function countWords(page: number, shown: number, total: number): string {
  if (shown === 0) return t("list.count-none");
  const from = (page - 1) * pageSize + 1;
  const to = from + shown - 1;
  return total > 100_000 ? t("list.count-many", { from, to }) : t("list.count", { total, from, to });
}

/**
 * What narrows the list beside its view, each with a way to drop it; for those who manage the app, a way to keep it as a view.
 */
export function filterChips(app: App, shown: ListState, go: Go, keep: () => void) {
  const filter = fromQuery(shown.query);
  const chip = (words: string, change: Partial<ListState>) =>
    html`<li class="chip">
      ${words}<button type="button" @click=${() => go(change)}>
        ${icon("close")}<span class="visually-hidden">${t("list.drop", { words })}</span>
      </button>
    </li>`;
  const chips = [
    ...(shown.search ? [chip(t("list.searching", { words: shown.search }), { search: "" })] : []),
    ...(filter?.clauses.map((clause, place) =>
      chip(clauseWords(app, clause), {
        query: toQuery({ ...filter, clauses: filter.clauses.filter((_, at) => at !== place) }),
      }),
    ) ?? (shown.query ? [chip(t("list.own-condition"), { query: "" })] : [])),
  ];
  if (chips.length === 0) return nothing;
  return html`<ul class="chips" aria-label=${t("list.conditions")}>
    ${chips}
    <li>
      <button type="button" class="button quiet" @click=${() => go({ query: "", search: "" })}>
        ${t("list.clear")}
      </button>
    </li>
    ${
      // Words of a search are no condition that a view could hold.
      app.rights.manage && shown.search === ""
        ? html`<li><button type="button" class="button quiet" @click=${keep}>${t("list.save-view")}</button></li>`
        : nothing
    }
  </ul>`;
}

/** The ways to the app's charts; nothing where there are none and the person cannot make any. */
export function chartMenu(app: App) {
  if (app.reports.length === 0 && !app.rights.manage) return nothing;
  const translate = translator(app);
  const base = `/apps/${app.id}`;
  // Apps may have very many charts: the rest is on the page of all of them.
  const names = app.reports.slice(0, mostInMenu);
  return html`<menu-button
    .face=${html`${icon("chart")}${t("list.charts")}`}
    .items=${html`${names.map(
        (name) => html`<li><a href="${base}/reports/${encodeURIComponent(name)}">${translate(name)}</a></li>`,
      )}
      <li><a href="${base}/reports">${t("list.all-charts")}</a></li>`}
  ></menu-button>`;
}
const mostInMenu = 15;

/** No records: because there are none, or because nothing fits; with the next thing to do. */
export function emptyList(app: App, shown: ListState, go: Go) {
  const isNarrowed = shown.query !== "" || shown.search !== "";
  const isOwn = listViews(app).some((view) => view.name === shown.view && isOwnTurn(view));
  if (isOwn && !isNarrowed) return html`<div class="empty"><p>${t("list.no-turn")}</p></div>`;
  return html`<div class="empty">
    <p>${isNarrowed ? t("list.no-hits") : t("list.empty")}</p>
    ${
      isNarrowed
        ? html`<button type="button" class="button" @click=${() => go({ query: "", search: "" })}>
            ${t("list.clear")}
          </button>`
        : app.rights.add
          ? html`<a class="button filled" href="/apps/${app.id}/new">${icon("add")}${t("list.add")}</a>`
          : nothing
    }
  </div>`;
}

/** The way to the pages before and after. */
export function listPager(page: number, last: number, go: Go) {
  if (last <= 1) return nothing;
  return html`<nav class="pager" aria-label=${t("list.pages")}>
    <button type="button" class="button" ?disabled=${page <= 1} @click=${() => go({ page: page - 1 })}>
      ${icon("back")}${t("list.previous")}
    </button>
    <span>${t("list.page", { page, last })}</span>
    <button type="button" class="button" ?disabled=${page >= last} @click=${() => go({ page: page + 1 })}>
      ${t("list.next")}${icon("forward")}
    </button>
  </nav>`;
}
